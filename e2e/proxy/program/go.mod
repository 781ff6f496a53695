module example.test/program

go 1.22.0
