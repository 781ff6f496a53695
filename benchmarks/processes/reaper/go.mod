module example.com/bench/reaper

go 1.25.0
