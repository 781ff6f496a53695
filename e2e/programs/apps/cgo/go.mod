module example.test/cgo

go 1.22.0

require github.com/mattn/go-sqlite3 v1.14.53
