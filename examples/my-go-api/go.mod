module example.com/my-go-api

go 1.22.0

require example.com/greeting v0.0.0

// go.work says the same; this is for builds without it (GOWORK=off).
replace example.com/greeting => ../greeting
