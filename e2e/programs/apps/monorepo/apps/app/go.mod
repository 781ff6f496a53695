module example.test/app

go 1.22.0

require example.test/words v1.0.0

replace example.test/words => ../../third_party/words
