package pixels

// acrossRow resamples one row horizontally, two outputs at a time.
func acrossRow(destination, source []byte, w *weights) {
	for i := range w.spans {
		s := &w.spans[i]
		r, g, b := int64(bothHalves), int64(bothHalves), int64(bothHalves)
		from := source[s.first*channels:][:s.count*channels]
		for _, k := range s.weights {
			if len(from) < channels {
				break
			}
			r += int64(from[0]) * k
			g += int64(from[1]) * k
			b += int64(from[2]) * k
			from = from[channels:]
		}
		to := destination[i*2*channels:]
		if len(to) < 2*channels {
			to[0], _ = lanes(r)
			to[1], _ = lanes(g)
			to[2], _ = lanes(b)
			return
		}
		to[0], to[3] = lanes(r)
		to[1], to[4] = lanes(g)
		to[2], to[5] = lanes(b)
	}
}

// downRows blends rows into two rows, with weights as in span; sums is scratch of the rows' length.
func downRows(first, second []byte, rows [][]byte, weights []int64, sums []int64) {
	for i := range sums {
		sums[i] = bothHalves
	}
	for len(rows) >= 4 {
		add4(sums, rows, weights)
		rows, weights = rows[4:], weights[4:]
	}
	if len(rows) >= 2 {
		add2(sums, rows, weights)
		rows, weights = rows[2:], weights[2:]
	}
	if len(rows) == 1 {
		add1(sums, rows[0], weights[0])
	}
	first, second = first[:len(sums)], second[:len(sums)]
	for i, sum := range sums {
		first[i], second[i] = lanes(sum)
	}
}

func add4(sums []int64, rows [][]byte, weights []int64) {
	n := len(sums)
	a, b, c, d := rows[0][:n], rows[1][:n], rows[2][:n], rows[3][:n]
	ka, kb, kc, kd := weights[0], weights[1], weights[2], weights[3]
	for i := range sums {
		sums[i] += int64(a[i])*ka + int64(b[i])*kb + int64(c[i])*kc + int64(d[i])*kd
	}
}

func add2(sums []int64, rows [][]byte, weights []int64) {
	n := len(sums)
	a, b := rows[0][:n], rows[1][:n]
	ka, kb := weights[0], weights[1]
	for i := range sums {
		sums[i] += int64(a[i])*ka + int64(b[i])*kb
	}
}

func add1(sums []int64, row []byte, weight int64) {
	row = row[:len(sums)]
	for i := range sums {
		sums[i] += int64(row[i]) * weight
	}
}
