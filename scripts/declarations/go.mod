module declarations

go 1.27.0
