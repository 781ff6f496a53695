module example.com/greeting

go 1.22.0
