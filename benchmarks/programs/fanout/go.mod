module example.com/bench/fanout

go 1.25.0
