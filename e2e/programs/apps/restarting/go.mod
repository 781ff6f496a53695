module example.test/restarting

go 1.22.0

require github.com/cloudflare/tableflip v1.2.3
