module nx-go-run/linker

go 1.25
