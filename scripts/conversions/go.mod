module conversions

go 1.26
