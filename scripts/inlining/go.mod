module inlining

go 1.26
