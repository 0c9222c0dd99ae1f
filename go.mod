module github.com/soakgate/soakgate

go 1.26.0
