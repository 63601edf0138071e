package bag

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// sqliteStorage reads one .db3 file of rosbag2.
type sqliteStorage struct {
	path        string
	database    *sql.DB
	list        []Topic
	ids         []int64
	first, last int64
	filled      bool
	broken      *DamageError

	names map[int64]string
	rows  *sql.Rows
}

func openSqlite(ctx context.Context, path string) (*sqliteStorage, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open bag: %w", err)
	}
	query := "mode=ro"
	if !unfinished(path) {
		// Without it SQLite wants to write beside a file that the recorder left in WAL mode.
		query += "&immutable=1"
	}
	database, err := sql.Open("sqlite", fileURL(absolute, query))
	if err != nil {
		return nil, fmt.Errorf("bag %s: %w", path, err)
	}
	s := &sqliteStorage{path: path, database: database, names: map[int64]string{}}
	s.database.SetMaxOpenConns(1)
	s.broken = cut(path)
	if err := s.survey(ctx); err != nil {
		_ = s.close()
		return nil, fmt.Errorf("bag %s: %w", path, explain(path, err))
	}
	return s, nil
}

func (s *sqliteStorage) survey(ctx context.Context) error {
	if err := s.readTopics(ctx); err != nil {
		return fmt.Errorf("table topics: %w", err)
	}
	if err := s.readDefinitions(ctx); err != nil {
		return fmt.Errorf("table message_definitions: %w", err)
	}
	if err := s.readCounts(ctx); err != nil {
		return fmt.Errorf("table messages: %w", err)
	}
	var first, last sql.NullInt64
	if err := s.database.QueryRowContext(ctx, "SELECT min(timestamp), max(timestamp) FROM messages").Scan(&first, &last); err != nil {
		return fmt.Errorf("table messages: %w", err)
	}
	s.first, s.last, s.filled = first.Int64, last.Int64, first.Valid
	return nil
}

func (s *sqliteStorage) readTopics(ctx context.Context) error {
	qos := "''"
	if has, err := s.hasColumn(ctx, "offered_qos_profiles"); err != nil {
		return err
	} else if has {
		qos = "offered_qos_profiles"
	}
	return s.each(ctx, "SELECT id, name, type, serialization_format, "+qos+" FROM topics ORDER BY id", func(rows *sql.Rows) error {
		var id int64
		var topic Topic
		if err := rows.Scan(&id, &topic.Name, &topic.Type, &topic.Encoding, &topic.QoS); err != nil {
			return fmt.Errorf("row: %w", err)
		}
		s.names[id] = topic.Name
		s.list, s.ids = append(s.list, topic), append(s.ids, id)
		return nil
	})
}

// hasColumn is for files of the first recorders, whose topics have no quality of service.
func (s *sqliteStorage) hasColumn(ctx context.Context, column string) (bool, error) {
	var count int
	err := s.database.QueryRowContext(ctx, "SELECT count(*) FROM pragma_table_info('topics') WHERE name = ?", column).Scan(&count)
	return count > 0, err
}

// readDefinitions is for files of newer recorders, which carry the message definitions.
func (s *sqliteStorage) readDefinitions(ctx context.Context) error {
	var count int
	if err := s.database.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'message_definitions'").Scan(&count); err != nil || count == 0 {
		return err
	}
	return s.each(ctx, "SELECT topic_type, encoded_message_definition FROM message_definitions WHERE encoding = 'ros2msg'", func(rows *sql.Rows) error {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return fmt.Errorf("row: %w", err)
		}
		for i := range s.list {
			if s.list[i].Type == name {
				s.list[i].Definition = text
			}
		}
		return nil
	})
}

func (s *sqliteStorage) readCounts(ctx context.Context) error {
	return s.each(ctx, "SELECT topic_id, count(*) FROM messages GROUP BY topic_id", func(rows *sql.Rows) error {
		var id int64
		var count uint64
		if err := rows.Scan(&id, &count); err != nil {
			return fmt.Errorf("row: %w", err)
		}
		for i := range s.ids {
			if s.ids[i] == id {
				s.list[i].Count = count
			}
		}
		return nil
	})
}

func (s *sqliteStorage) each(ctx context.Context, query string, take func(*sql.Rows) error) error {
	rows, err := s.database.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := take(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (s *sqliteStorage) kind() string { return "sqlite3" }

func (s *sqliteStorage) topics() []Topic { return merge(nil, s.list) }

func (s *sqliteStorage) span() (first, last int64, ok bool) { return s.first, s.last, s.filled }

func (s *sqliteStorage) compressions() []string { return nil }

func (s *sqliteStorage) damage() *DamageError { return s.broken }

func (s *sqliteStorage) start(f filter) error {
	if s.rows != nil {
		if err := s.rows.Close(); err != nil {
			return fmt.Errorf("bag %s: table messages: %w", s.path, err)
		}
	}
	var wanted []string
	for i, topic := range s.list {
		if f.wants(topic.Name) {
			wanted = append(wanted, fmt.Sprint(s.ids[i]))
		}
	}
	query := "SELECT topic_id, timestamp, data FROM messages WHERE timestamp BETWEEN ? AND ?"
	if len(wanted) < len(s.list) {
		query += " AND topic_id IN (" + strings.Join(wanted, ",") + ")"
	}
	rows, err := s.database.QueryContext(context.Background(), query+" ORDER BY timestamp, id", f.first, f.last)
	if err != nil {
		return fmt.Errorf("bag %s: table messages: %w", s.path, err)
	}
	s.rows = rows
	return nil
}

func (s *sqliteStorage) next() (message, error) {
	if !s.rows.Next() {
		if err := s.rows.Err(); err != nil {
			return message{}, &DamageError{Path: s.path, Offset: -1, Err: err}
		}
		if s.broken != nil {
			return message{}, &DamageError{Path: s.path, Offset: s.broken.Offset, Err: s.broken.Err}
		}
		return message{}, io.EOF
	}
	var id int64
	var found message
	if err := s.rows.Scan(&id, &found.logNanos, &found.data); err != nil {
		return message{}, &DamageError{Path: s.path, Offset: -1, Err: err}
	}
	name, known := s.names[id]
	if !known {
		return message{}, &DamageError{Path: s.path, Offset: -1, Err: fmt.Errorf("message of topic %d, which is not in the table topics", id)}
	}
	if len(found.data) > maximumRecord {
		return message{}, &DamageError{Path: s.path, Offset: -1, Err: fmt.Errorf("message of %d bytes on %s", len(found.data), name)}
	}
	found.topic, found.publishNanos = name, found.logNanos
	return found, nil
}

func (s *sqliteStorage) close() error {
	var rows error
	if s.rows != nil {
		rows = s.rows.Close()
	}
	if err := errors.Join(rows, s.database.Close()); err != nil {
		return fmt.Errorf("close bag %s: %w", s.path, err)
	}
	return nil
}
