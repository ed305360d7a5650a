---@meta

-- The same module under the name that other Lua code knows.
return require "json"
