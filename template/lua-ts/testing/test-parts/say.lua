-- The module "say": texts by key, for assertions that tests add.
local say = setmetatable({ texts = {} }, {
  __call = function(self, key, values)
    local text = self.texts[key] or key
    local shown = {}
    for i = 1, values and (values.n or #values) or 0 do shown[i] = tostring(values[i]) end
    return values and text:format(table.unpack(shown)) or text
  end,
})
function say:set(key, text) self.texts[key] = text end
function say:set_namespace() end

return say
