// Command bags measures reading every message of a bag and prints one JSON object, as bench/bags.py does in Python; with
// -make it first writes that bag out of another one.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"hash"
	"io"
	"os"
	"slices"
	"time"

	"github.com/thinker3d/thinker3d/topics/bag"
)

// result is what one measurement prints.
type result struct {
	Who      string  `json:"who"`
	Messages int     `json:"messages"`
	Bytes    int64   `json:"bytes"`
	Seconds  float64 `json:"seconds"`
	// FloorSeconds is what reading the file takes without looking at it.
	FloorSeconds float64 `json:"floor_seconds"`
	// SHA256 is over each message's topic, time and bytes, in order.
	SHA256 string `json:"sha256"`
}

func main() {
	path := flag.String("bag", "", "the bag to read")
	from := flag.String("make", "", "write -bag first, out of this one")
	repeat := flag.Int("repeat", 20, "how often the bag of -make is repeated")
	runs := flag.Int("runs", 5, "how often to measure, after one run that does not count")
	flag.Parse()
	err := run(*path, *from, *repeat, *runs)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bags:", err)
		os.Exit(1)
	}
}

func run(path, from string, repeat, runs int) error {
	if from != "" {
		return enlarge(from, path, repeat)
	}
	measured, err := measure(path, runs)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(measured)
}

func measure(path string, runs int) (result, error) {
	sum := sha256.New()
	r, err := read(path, sum)
	if err != nil {
		return r, err
	}
	r.SHA256 = hex.EncodeToString(sum.Sum(nil))
	buffer := make([]byte, 1<<20)
	var times, floors []time.Duration
	for range runs {
		began := time.Now()
		if _, err := read(path, nil); err != nil {
			return r, err
		}
		times = append(times, time.Since(began))
		began = time.Now()
		if err := readPlainly(path, buffer); err != nil {
			return r, err
		}
		floors = append(floors, time.Since(began))
	}
	r.Seconds, r.FloorSeconds = median(times), median(floors)
	return r, nil
}

// read goes through the whole bag; sum may be nil.
func read(path string, sum hash.Hash) (result, error) {
	r := result{Who: "thinker3d"}
	reader, err := bag.Open(context.Background(), path)
	if err != nil {
		return r, err
	}
	defer reader.Close()
	for {
		message, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return r, nil
		}
		if err != nil {
			return r, err
		}
		r.Messages, r.Bytes = r.Messages+1, r.Bytes+int64(len(message.Data))
		if sum != nil {
			_, _ = fmt.Fprintf(sum, "%s %d ", message.Topic, message.ReceiveNanos)
			_, _ = sum.Write(message.Data)
		}
		message.Release()
	}
}

func readPlainly(path string, buffer []byte) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	for {
		if _, err := file.Read(buffer); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func median(times []time.Duration) float64 {
	slices.Sort(times)
	return times[len(times)/2].Seconds()
}
