module example.test/std

go 1.22.0
