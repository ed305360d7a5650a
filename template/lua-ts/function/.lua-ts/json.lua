---@meta

---The functions of lua-cjson.
---@class lua_ts.json
---@field null lightuserdata JSON's null
---@field empty_array lightuserdata a value that is encoded as []
---@field array_mt table a table with this metatable is encoded as an array
---@field empty_array_mt table a table with this metatable is encoded as [] when it is empty
---@field _NAME string
---@field _VERSION string
local json = {}

---JSON text of a value.
---@param value any
---@return string
function json.encode(value) end

---The value of a JSON text. Raises an error with the position of what is no JSON.
---@param text string
---@return any
function json.decode(text) end

---Another module table, with settings of its own.
---@return lua_ts.json
function json.new() end

---@alias lua_ts.json.flag boolean|"on"|"off"

---@param convert? lua_ts.json.flag
---@param ratio? integer
---@param safe? integer
---@return boolean, integer, integer
function json.encode_sparse_array(convert, ratio, safe) end

---@param depth? integer
---@return integer
function json.encode_max_depth(depth) end

---@param depth? integer
---@return integer
function json.decode_max_depth(depth) end

---@param digits? integer
---@return integer
function json.encode_number_precision(digits) end

---@param flag? lua_ts.json.flag|"null"
---@return boolean|"null"
function json.encode_invalid_numbers(flag) end

---@param flag? lua_ts.json.flag
---@return boolean
function json.decode_invalid_numbers(flag) end

---@param flag? lua_ts.json.flag
---@return boolean
function json.encode_empty_table_as_object(flag) end

---@param flag? lua_ts.json.flag
---@return boolean
function json.decode_array_with_array_mt(flag) end

---@param flag? lua_ts.json.flag
---@return boolean
function json.encode_escape_forward_slash(flag) end

---@param flag? lua_ts.json.flag
---@return boolean
function json.encode_skip_unsupported_value_types(flag) end

---@param text? string
---@return string
function json.encode_indent(text) end

---@param flag? lua_ts.json.flag
---@return boolean
function json.decode_allow_comment(flag) end

---@param flag? lua_ts.json.flag
---@return boolean
function json.encode_keep_buffer(flag) end

return json
