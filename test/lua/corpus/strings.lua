-- The string library apart from format and pack, and what the language does with strings.
-- case: length and concatenation
print(#"", #"abc", #"a\0b", #"é", "a" .. "b" .. "c", ("x"):len(), ("abc" .. 1 .. 2.5))
-- case: escapes
print("\a\b\f\n\r\t\v\\\"\'", "\65\066\x43\u{44}\u{e9}\u{20ac}\u{1F600}", "a\z
      b", 'x\
y', "\0\00\000", #"\u{7FFFFFFF}")
-- case: escapes that are none
for _, s in ipairs { [["\q"]], [["\300"]], [["\xZZ"]], [["\u{110000000}"]], [["\u{zz}"]], [["\u41"]], '"abc', '"a\nb"', "'x\"", [["\x4"]] } do print(load("return " .. s)) end
-- case: long strings
print([[a
b]], [==[ ]] ]=] ]==], [[
first newline dropped]], #[[

]], [=[]]]=])
-- case: long strings that do not end
print(load("return [[abc"), load("return [==[abc]]"), load("--[[ never"), load("return [=abc"))
-- case: line ends in strings
print(load("return [[a\r\nb\rc\n\rd]]")(), load("return 'a\\\r\nb'")(), #load("return [[\r\n\r\n]]")())
-- case: case and reversal
print(("aBc1é"):upper(), ("ABC1É"):lower(), ("abc"):reverse(), (""):reverse(), ("a\0b"):reverse(), string.upper(12))
-- case: sub
local s = "abcdef" for _, p in ipairs { { 2, 4 }, { -3 }, { 2 }, { 0 }, { -100, 100 }, { 4, 2 }, { 7 }, { 6, 6 }, { -2, -1 }, { 1, -2 }, { 3, -10 }, { 1.0, 2.0 }, { "2", "3" } } do print(s:sub(table.unpack(p))) end
-- case: sub with the largest integers
print(("abc"):sub(math.mininteger, math.maxinteger), ("abc"):sub(math.maxinteger), ("abc"):sub(1, math.mininteger), ("abc"):sub(-math.maxinteger, -1))
-- case: sub with wrong arguments
print(pcall(string.sub)) print(pcall(string.sub, "x")) print(pcall(string.sub, "x", 1.5)) print(pcall(string.sub, "x", {})) print(pcall(string.sub, "x", 1, "y")) print(pcall(string.sub, nil, 1)) print(pcall(function() return ("x"):sub({}) end)) print(pcall(function() return ("x").sub() end))
-- case: byte
print(("abc"):byte(), ("abc"):byte(2), ("abc"):byte(-1), ("abc"):byte(1, -1)) print(("abc"):byte(10)) print((""):byte()) print(("abc"):byte(0)) print(("\0\255"):byte(1, 2)) print(("abc"):byte(3, 1))
-- case: char
print(string.char(), string.char(72, 105), #string.char(0, 255), string.char("65", 66.0)) print(pcall(string.char, 256)) print(pcall(string.char, -1)) print(pcall(string.char, "x")) print(pcall(string.char, 1, 2, 300)) print(pcall(string.char, 1.5))
-- case: rep
print(("ab"):rep(3), ("ab"):rep(0), ("ab"):rep(-1), ("ab"):rep(3, ","), ("ab"):rep(1, ","), (""):rep(5), ("x"):rep(2.0), (""):rep(3, "-"))
-- case: rep with wrong arguments
print(pcall(string.rep)) print(pcall(string.rep, "x")) print(pcall(string.rep, "x", {})) print(pcall(string.rep, "x", 1.5)) print(pcall(function() return ("x"):rep("y") end)) print(pcall(string.rep, "x", 2, {}))
-- case: find plain
print(("hello world"):find("wor"), ("hello"):find("l"), ("hello"):find("xyz"), ("hello"):find(""), ("hello"):find("", 3), ("hello"):find("", 10), ("hello"):find("", 6), ("a.b"):find(".", 1, true), ("a+b"):find("+", 1, true), ("abc"):find("b", -1), ("abc"):find("b", -2), ("aXb"):find("X", 2, true))
-- case: find with patterns
print(("hello"):find("l+"), ("hello"):find("(l)(l)"), ("key = value"):find("(%w+)%s*=%s*(%w+)"), ("hello"):find("^h"), ("hello"):find("^e"), ("hello"):find("o$"), ("hello"):find("()ll()"), ("a\0b"):find("\0"), ("a\0b"):find("%z"))
-- case: find from a position
print(("hello hello"):find("hello", 2), ("hello"):find("^l", 3), ("hello"):find("l", 100), ("hello"):find("h", -100), ("abc"):find("$", 10), ("abc"):find("", 4), ("abc"):find("", 5))
-- case: match
print(("2024-01-15"):match("(%d+)-(%d+)-(%d+)"), ("hello"):match("l+"), ("hello"):match("x"), ("  trim  "):match("^%s*(.-)%s*$") .. "|", ("key=val"):match("^(%w+)=(%w*)$"), ("abc"):match("()b()"), ("abc"):match(".-"), ("abc"):match("a*", 2), ("x"):match("()"))
-- case: classes
local all = {} for i = 0, 255 do all[#all + 1] = string.char(i) end all = table.concat(all)
for _, c in ipairs { "%a", "%d", "%l", "%u", "%s", "%p", "%c", "%x", "%w", "%g", "%A", "%D", "%L", "%U", "%S", "%P", "%C", "%X", "%W", "%G", "." } do local n = select(2, all:gsub(c, "")) print(c, n) end
-- case: classes of each byte
for i = 0, 255 do local s, out = string.char(i), "" for c in ("adluspcxwg"):gmatch(".") do if s:match("%" .. c) then out = out .. c end end if out ~= "" then print(i, out) end end
-- case: sets
print(("hello123"):match("[a-z]+"), ("hello123"):match("[^a-z]+"), ("a-b"):match("[a%-]+"), ("a]b"):match("[]]"), ("a]b"):match("[^]]+"), ("x^y"):match("[x^]+"), ("a-z"):match("[-a]+"), ("a-"):match("[a-]+"), ("%d"):match("[%%d]+"), ("é"):match("[\128-\255]+"), ("tab\t"):match("[%s]"), ("b"):match("[a-c]"), ("5."):match("[%d.]+"), ("AZ"):match("[%a%d]*"))
-- case: repetitions
print(("aaa"):match("a-"), ("aaa"):match("a-$"), ("aaab"):match("a-b"), ("<<a>>"):match("<(.-)>"), ("<<a>>"):match("<(.*)>"), ("ab"):match("a?b?c?"), ("aXb"):match("%u?"), ("color colour"):gsub("colou?r", "x"), ("xxx"):gsub("x*", "-"), ("abc"):gsub("b*", "-"), (""):gsub("x*", "-"), ("hello"):gsub("", "-"))
-- case: balanced
print(("f(a(b)c)d"):match("%b()"), ("((()"):match("%b()"), ("[[x]]"):match("%b[]"), ("xAyBx"):match("%bxx"), ("if a then b end"):match("%bae"), ("<a<b>c>"):gsub("%b<>", ""))
-- case: frontier
print(("THE (quick) fox"):find("%f[%a]%a+%f[%A]"), ("THE (quick) fox"):gsub("%f[%a]%a+", string.lower), ("foo.bar"):match("%f[%w]bar%f[%W]"), ("abc"):find("%f[%z]"), ("hello world"):gsub("%f[%w]%w", string.upper), ("aXb"):find("%f[X]"), ("[x]"):gsub("%f[^%w]", "!"))
-- case: back references
print(("hello"):match("(l)%1"), ([["quoted" 'text']]):match([[(["'])(.-)%1]]), ("abab"):match("(ab)%1"), ("x=x"):match("^(%w)=%1$"), ("abcabc"):gsub("(a)(b)(c)%1", "%3%2%1"))
-- case: back references to positions
print(("x="):find("()%1"), ("ab"):match("a()%1b"))
-- case: captures of captures
print(("abc"):match("((a)(b))(c)"), ("k1=v1;k2=v2"):match("((%w+)=(%w+))"), ("abc"):match("(a(b(c)))"), ("abc"):match("(())"))
-- case: anchors
print(("aaa"):gsub("^a", "b"), ("aaa"):gsub("a$", "b"), ("a^b"):match("a^b"), ("a$b"):match("a$b"), ("$"):match("^$"), (""):match("^$"), ("^"):find("^", 1, true), ("x\ny"):match("^y"), ("a"):gsub("$", "x"), ("aaa"):match("^(a-)$"))
-- case: gsub with text
print(("hello world"):gsub("o", "0"), ("hello"):gsub("l", "L", 1), ("hello"):gsub("l", "L", 0), ("hello"):gsub("l", "L", -1), ("abc"):gsub("%w", "%0%0"), ("abc"):gsub("(a)(b)", "%2%1"), ("abc"):gsub("b", "%%"), ("hello world"):gsub("(%w+) (%w+)", "%2 %1"), ("abc"):gsub("", "."), ("a,b,,c"):gsub(",", ";"))
-- case: gsub with numbers
print(("abc"):gsub("b", 5), ("abc"):gsub("b", 1.5), (123):rep(2), ("a1"):gsub("%d", 2))
-- case: gsub with tables
print(("$name is $age"):gsub("%$(%w+)", { name = "Ada", age = 36 }), ("$name $x"):gsub("%$(%w+)", { name = false }), ("abc"):gsub("%w", { a = 1, b = true and "B" }), ("ab"):gsub(".", setmetatable({}, { __index = function(_, k) return k:upper() end })))
-- case: gsub with functions
print(("hello"):gsub("l", function(c) return c:upper() end), ("abc"):gsub("%w", function() end), ("abc"):gsub("%w", function() return false end), ("a b c"):gsub("(%w) (%w)", function(x, y) return y .. x end), ("abc"):gsub("()", function(p) return p end), ("abc"):gsub("b", function(...) return select("#", ...) end))
-- case: gsub with wrong replacements
print(pcall(string.gsub, "abc", "b", "%2")) print(pcall(string.gsub, "abc", "(b)", "%2")) print(pcall(string.gsub, "abc", "b", "%x")) print(pcall(string.gsub, "abc", "b", "%")) print(pcall(string.gsub, "abc", "b")) print(pcall(string.gsub, "abc", "b", true)) print(pcall(string.gsub, "abc", "b", function() return {} end)) print(pcall(string.gsub, "abc", "b", { b = true })) print(pcall(string.gsub, "abc", "b", print, "x"))
-- case: gsub with an error inside
print(pcall(string.gsub, "abc", "b", function() error("inside", 0) end)) print(pcall(string.gsub, "abc", "b", function() error({ 1 }) end))
-- case: gmatch
local out = {} for w in ("one two  three"):gmatch("%a+") do out[#out + 1] = w end for k, v in ("a=1, b=2"):gmatch("(%w+)=(%w+)") do out[#out + 1] = k .. v end for p in ("abc"):gmatch("()") do out[#out + 1] = p end return table.concat(out, " ")
-- case: gmatch of nothing
local n = 0 for _ in ("abc"):gmatch("x*") do n = n + 1 end for _ in (""):gmatch(".") do n = n + 100 end for a in ("a,b,,c"):gmatch("([^,]*)") do print(a) end return n
-- case: gmatch anchored
for m in ("aaa"):gmatch("^a") do print(m) end
-- case: gmatch from a position [5.4]
for m in ("abcdef"):gmatch("%w", 4) do print(m) end for m in ("abc"):gmatch(".", -1) do print(m) end
-- case: patterns that are malformed
for _, p in ipairs { "[a", "[", "%", "(a", "a)", "%b", "%bx", "%f", "%fx", "[a-", "[%", "(()", "%1", "(a%1)", "[]", "[^]" } do print(p, pcall(string.find, "abc", p)) end
-- case: patterns with too many captures
print(pcall(string.match, ("x"):rep(40), ("(x)"):rep(32)) == true, pcall(string.match, ("x"):rep(40), ("(x)"):rep(33)))
-- case: patterns that are too complex
print(pcall(string.match, ("a"):rep(300000), ("a?"):rep(300000) .. "b"))
-- case: wrong arguments of matching
print(pcall(string.find, "x")) print(pcall(string.find)) print(pcall(string.match, "x", {})) print(pcall(string.match, {}, "x")) print(pcall(string.gmatch, "x")) print(pcall(string.find, "x", "x", {})) print(pcall(string.gsub)) print(pcall(string.find, 123, 2)) print(pcall(function() return ("x"):find(nil) end)) print(pcall(string.find, "x", "x", 1.5))
-- case: methods of strings
print(("%d"):format(5), #("abc"):upper(), ("x").y, pcall(function() return ("x").y.z end)) print(getmetatable("").__index == string, getmetatable("a") == getmetatable("b"))
-- case: own methods of strings
function string.shout(s) return s:upper() .. "!" end print(("hey"):shout()) string.shout = nil print(pcall(function() return ("x"):shout() end))
-- case: indexing strings by number
local mt = getmetatable("") local index = mt.__index mt.__index = function(s, k) if type(k) == "number" then return s:sub(k, k) end return string[k] end print(("abc")[2], ("abc"):upper()) mt.__index = index print(("abc")[2])
-- case: concatenation of what is no text
print(pcall(function() return "a" .. {} end)) print(pcall(function() return nil .. "a" end)) print(pcall(function() return "a" .. true end)) print(pcall(function() local t = {} return "x" .. t.y.z end)) print(pcall(function() return {} .. {} end)) print(pcall(function() local a, b = "x" return a .. b end))
-- case: many concatenations
local s = "" for i = 1, 300 do s = s .. i .. "," end return #s, s:sub(-8)
-- case: building with a table
local t = {} for i = 1, 1000 do t[#t + 1] = ("%03d"):format(i) end local s = table.concat(t, "|") return #s, s:sub(1, 11), s:sub(-7)
-- case: splitting
local function split(s, sep) local out = {} for piece in (s .. sep):gmatch("(.-)" .. sep:gsub("%p", "%%%0")) do out[#out + 1] = piece end return out end print(table.unpack(split("a,b,,c", ","))) print(table.unpack(split("a.b.c", "."))) print(#split("", ","))
-- case: trimming
local function trim(s) return (s:gsub("^%s+", ""):gsub("%s+$", "")) end print(trim("  a b  ") .. "|", trim("") .. "|", trim(" \t\n ") .. "|")
-- case: escaping
local function url(s) return (s:gsub("[^%w%-_.~]", function(c) return ("%%%02X"):format(c:byte()) end)) end local function unurl(s) return (s:gsub("+", " "):gsub("%%(%x%x)", function(h) return string.char(tonumber(h, 16)) end)) end print(url("a b/é?&=1"), unurl("a+b%2F%C3%A9%00"))
-- case: capital words
print(("the quick brown fox"):gsub("(%a)([%w_']*)", function(a, b) return a:upper() .. b end))
-- case: csv
local function csv(line) local out = {} for field in (line .. ","):gmatch('("?[^,]*"?),') do out[#out + 1] = (field:gsub('^"(.*)"$', "%1")) end return out end print(table.unpack(csv('a,"b",,d')))
-- case: hex and back
local s = "Lua\0\255" local hex = s:gsub(".", function(c) return ("%02x"):format(c:byte()) end) print(hex, (hex:gsub("%x%x", function(h) return string.char(tonumber(h, 16)) end)) == s)
-- case: base64
local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
local function encode(s) local out = {} for i = 1, #s, 3 do local a, b, c = s:byte(i, i + 2) local n = a << 16 | (b or 0) << 8 | (c or 0) for j = 1, 4 do local k = (n >> (24 - 6 * j) & 63) + 1 out[#out + 1] = (j == 3 and not b or j == 4 and not c) and "=" or alphabet:sub(k, k) end end return table.concat(out) end
print(encode(""), encode("f"), encode("fo"), encode("foo"), encode("foobar"), encode("\0\255\128"))
-- case: levenshtein
local function distance(a, b) local row = {} for j = 0, #b do row[j] = j end for i = 1, #a do local prev = row[0] row[0] = i for j = 1, #b do local old = row[j] row[j] = math.min(old + 1, row[j - 1] + 1, prev + (a:byte(i) == b:byte(j) and 0 or 1)) prev = old end end return row[#b] end print(distance("kitten", "sitting"), distance("", "abc"), distance("same", "same"))
-- case: crc32 and adler
local function adler(s) local a, b = 1, 0 for i = 1, #s do a = (a + s:byte(i)) % 65521 b = (b + a) % 65521 end return ("%04x%04x"):format(b, a) end print(adler("Wikipedia"))
-- case: crc32 with unsigned words
local function crc32(s) local c = 0xffffffff for i = 1, #s do c = c ~ s:byte(i) for _ = 1, 8 do c = (c & 1 == 1) and (c >> 1) ~ 0xedb88320 or c >> 1 end end return (c ~ 0xffffffff) & 0xffffffff end print(("%08x"):format(crc32("123456789")), ("%x"):format(crc32("The quick brown fox jumps over the lazy dog")))
-- case: dump gives a function back
return pcall(function() return load(string.dump(function(a) return a * 2 end))(21) end)
-- case: dump of a host function
return pcall(string.dump, math.sin)
-- case: dump of no function
return pcall(string.dump, 5)
