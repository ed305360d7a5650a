-- lua native.lua FOLDER PROGRAM: as handler.lua, in Lua's own interpreter with lua-cjson.
local folder, name = ...
local json = require "cjson"
local programs = dofile(folder .. "/programs.lua")
local result, ms = programs.measure(name, json)
print(json.encode({ result = result, ms = ms }))
