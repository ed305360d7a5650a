-- Reads chains of words such as assert.are_not.equal and match.is.Not.near, for which the case and "_" don't matter.
local words = {}

-- The chain behind the first word. `call(chain, keys, ...)` is what calling it does; keys are the names among `known`
-- that its words make, the longest ones possible. It returns the chain when more words are to follow. Otherwise the
-- chain stays as it was, to be called again.
function words.chain(known, call)
  local meta = {}

  local function keys_of(tokens)
    local keys, i = {}, 1
    while i <= #tokens do
      local last = #tokens
      while last > i and not known(table.concat(tokens, "_", i, last)) do last = last - 1 end
      keys[#keys + 1] = table.concat(tokens, "_", i, last)
      i = last + 1
    end
    return keys
  end

  function meta.__index(chain, word)
    if type(word) ~= "string" then return nil end
    for token in word:lower():gmatch("[^_]+") do
      chain.tokens[#chain.tokens + 1] = token
    end
    return chain
  end

  -- Words so far are used up when more are to follow; what they set stays.
  local function followed(chain, ...)
    if ... == chain then
      chain.tokens, chain.before = {}, { mod = chain.mod, failure_message = rawget(chain, "failure_message") }
    end
    return ...
  end

  function meta.__call(chain, ...)
    chain.mod, chain.failure_message = chain.before.mod, chain.before.failure_message
    return followed(chain, call(chain, keys_of(chain.tokens), ...))
  end

  return function(word)
    return meta.__index(setmetatable({ tokens = {}, before = { mod = true } }, meta), word)
  end
end

-- An argument list that knows how long it is.
function words.pack(...) return { n = select("#", ...), ... } end

return words
