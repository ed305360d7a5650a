-- The module "multipart": uploads (RFC 7578), taken apart while they come.
local host = ...

local concat, format, gsub, match = table.concat, string.format, string.gsub, string.match

local multipart = {}

-- An error that is a reply, when nothing catches it.
local reply_meta = { __tostring = function(reply) return (gsub(reply.body, "\n$", "")) end }

local function refuse(status, text)
  error(setmetatable({ statusCode = status, body = text .. "\n" }, reply_meta), 0)
end

local function unquoted(text)
  local inner = match(text, '^"(.*)"$')
  if not inner then return text end
  return (gsub(inner, '\\(["\\])', "%1"))
end

-- The parameters of a header value: name → value.
local function parameters_of(value)
  local parameters = {}
  local rest = match(value, ";(.*)$") or ""
  while rest ~= "" do
    local name, after = match(rest, "^%s*([^=;%s]+)%s*=%s*(.*)$")
    if not name then
      rest = match(rest, ";(.*)$") or ""
    else
      local text = match(after, '^"[^"\\]*"') or match(after, '^".-[^\\]"') or match(after, "^[^;]*")
      parameters[name:lower()] = unquoted((gsub(text, "%s+$", "")))
      rest = match(after:sub(#text + 1), ";(.*)$") or ""
    end
  end
  return parameters
end

local function unescape(text)
  return (gsub(text, "%%(%x%x)", function(hex) return string.char(tonumber(hex, 16)) end))
end

-- Browsers write a quote and line ends in names as %22, %0D and %0A, and nothing else so.
local function form_name(text)
  return text and (gsub(text, "%%(%x%x)", { ["22"] = '"', ["0D"] = "\r", ["0A"] = "\n", ["0d"] = "\r", ["0a"] = "\n" }))
end

local function headers_of(block)
  local headers = {}
  for line in (block .. "\r\n"):gmatch("(.-)\r\n") do
    local name, value = match(line, "^([^:]+):%s*(.-)%s*$")
    if name then headers[name:lower()] = value end
  end
  return headers
end

-- Pieces of what is given: an event, a function, or a string.
local function source_of(from)
  if type(from) == "string" then
    return function()
      local piece = from
      from = nil
      return piece
    end
  end
  if type(from) == "function" then return from end
  return function() return from:read(65536) end
end

local function boundary_of(content_type)
  if not content_type or not content_type:lower():find("^%s*multipart/") then
    refuse(415, "Expected a multipart body, got " .. (content_type or "no Content-Type"))
  end
  local boundary = parameters_of(content_type).boundary
  if not boundary or boundary == "" or #boundary > 200 then refuse(400, "The Content-Type of the multipart body names no boundary") end
  return boundary
end

local Part = {}
Part.__index = Part

-- The next piece of the part's body, nil at its end.
function Part:read()
  local reader = self._reader
  if reader.part ~= self then return nil end
  local kind, value = reader.step()
  if kind == "data" then return value end
  reader.part, reader.ahead = nil, { kind, value }
  return nil
end

function Part:chunks()
  return function() return self:read() end
end

-- The whole body of the part, up to `max_bytes`.
function Part:text(max_bytes)
  local limit, pieces, bytes = max_bytes or 1048576, {}, 0
  for piece in self:chunks() do
    bytes = bytes + #piece
    if bytes > limit then refuse(413, format("Part %q is larger than %d bytes", self.name or "", limit)) end
    pieces[#pieces + 1] = piece
  end
  return concat(pieces)
end

local function new_part(reader, block)
  local headers = headers_of(block)
  local disposition = parameters_of(headers["content-disposition"] or "")
  local extended = disposition["filename*"] and match(disposition["filename*"], "^[%w-]*'[^']*'(.*)$")
  return setmetatable({
    name = form_name(disposition.name), filename = extended and unescape(extended) or form_name(disposition.filename),
    content_type = headers["content-type"], headers = headers, _reader = reader,
  }, Part)
end

-- for part in multipart.parts(event) do … end
function multipart.parts(from, content_type)
  if type(from) ~= "table" and type(from) ~= "function" and type(from) ~= "string" then
    error(format("bad argument #1 to 'parts' (event, function or string expected, got %s)", type(from)), 2)
  end
  local parser = host.open(boundary_of(content_type or (type(from) == "table" and from.headers["content-type"] or nil)))
  local pieces, reader = source_of(from), {}
  function reader.step()
    while true do
      local kind, value = host.next(parser)
      if not kind then refuse(400, value) end
      if kind ~= "more" then return kind, value end
      local piece = pieces()
      if piece == nil then
        local _, problem = host.finish(parser)
        refuse(400, problem)
      end
      host.push(parser, piece)
    end
  end
  return function()
    -- What was not read of the last part is passed over.
    while reader.part do reader.part:read() end
    local kind, value
    if reader.ahead then
      kind, value = reader.ahead[1], reader.ahead[2]
      reader.ahead = nil
    else
      kind, value = reader.step()
    end
    if kind ~= "part" then
      reader.ahead = { kind }
      return nil
    end
    reader.part = new_part(reader, value)
    return reader.part
  end
end

local function escaped(name) return (gsub(name, '["\r\n]', { ['"'] = "%22", ["\r"] = "%0D", ["\n"] = "%0A" })) end

-- A body of parts { name =, body =, filename =, content_type = } and its Content-Type.
function multipart.encode(parts)
  if type(parts) ~= "table" then error(format("bad argument #1 to 'encode' (list of parts expected, got %s)", type(parts)), 2) end
  local boundary = "lua-ts-" .. host.boundary()
  local pieces = {}
  for i, part in ipairs(parts) do
    if type(part) ~= "table" or type(part.name) ~= "string" or (type(part.body) ~= "string" and type(part.body) ~= "number") then
      error(format("bad part #%d for 'encode' (table with name and body expected)", i), 2)
    end
    if part.content_type and part.content_type:find("[\r\n]") then error(format("bad content_type of part #%d for 'encode' (no line ends expected)", i), 2) end
    pieces[#pieces + 1] = format('--%s\r\nContent-Disposition: form-data; name="%s"', boundary, escaped(part.name))
    if part.filename then pieces[#pieces + 1] = format('; filename="%s"', escaped(part.filename)) end
    local content_type = part.content_type or (part.filename and "application/octet-stream")
    if content_type then pieces[#pieces + 1] = "\r\nContent-Type: " .. content_type end
    pieces[#pieces + 1] = "\r\n\r\n" .. part.body .. "\r\n"
  end
  pieces[#pieces + 1] = format("--%s--\r\n", boundary)
  return concat(pieces), "multipart/form-data; boundary=" .. boundary
end

return multipart
