package = "shop"
version = "1.0-1"
source = { url = "." }
dependencies = { "lua >= 5.3", "shout ~> 1" }
build = { type = "none" }
