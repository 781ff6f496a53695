package main

// version is what the tests edit.
const version = "1"
