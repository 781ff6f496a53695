module example.com/bench/std

go 1.25.0
