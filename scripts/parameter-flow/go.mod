module go-oom-lint/parameter-flow

go 1.26
