-- The utf8 library.
-- case: char
print(utf8.char(), utf8.char(72, 228, 8364, 128512), #utf8.char(0), utf8.char(0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff)) print(pcall(utf8.char, -1)) print(pcall(utf8.char, "x")) print(pcall(utf8.char, 1.5)) print(utf8.char("65"))
-- case: char of surrogates
print(utf8.char(0xd800), utf8.char(0xdfff))
-- case: char beyond Unicode [5.3]
print(pcall(utf8.char, 0x110000))
-- case: char beyond Unicode [5.4]
print(#utf8.char(0x110000), #utf8.char(0x7fffffff)) print(pcall(utf8.char, 0x80000000))
-- case: the pattern
print(utf8.charpattern) local out = {} for c in ("aé€😀"):gmatch(utf8.charpattern) do out[#out + 1] = #c end return table.concat(out, " ")
-- case: codes
for p, c in utf8.codes("aé€😀") do print(p, c) end for _ in utf8.codes("") do print("never") end
-- case: codes of bad bytes
print(pcall(function() for p, c in utf8.codes("a\255b") do print(p, c) end end)) print(pcall(function() for p, c in utf8.codes("ab\xe2\x82") do print(p, c) end end)) print(pcall(function() for _ in utf8.codes("\x80") do end end)) print(pcall(utf8.codes)) print(pcall(utf8.codes, {}))
-- case: codepoint
print(utf8.codepoint("aé€😀", 1, -1)) print(utf8.codepoint("é")) print(utf8.codepoint("aé", 2)) print(utf8.codepoint("abc", 1, 0)) print(utf8.codepoint("abc", -1)) print(pcall(utf8.codepoint, "abc", 4)) print(pcall(utf8.codepoint, "abc", 1, 4)) print(pcall(utf8.codepoint, "é", 2)) print(pcall(utf8.codepoint, "\xff")) print(pcall(utf8.codepoint, "")) print(pcall(utf8.codepoint, "abc", 0))
-- case: len
print(utf8.len(""), utf8.len("abc"), utf8.len("aé€😀"), utf8.len("aé", 2), utf8.len("aé", -2), utf8.len("abc", 4), utf8.len("abc", 2, 2), utf8.len("abc", 3, 2)) print(utf8.len("a\xffb")) print(utf8.len("é", 2)) print(utf8.len("ab\xe2\x82")) print(pcall(utf8.len, "abc", 5)) print(pcall(utf8.len, "abc", 1, 4)) print(pcall(utf8.len)) print(pcall(utf8.len, "abc", 0))
-- case: overlong and too large
print(utf8.len("\xc0\x80"), utf8.len("\xe0\x80\x80"), utf8.len("\xf4\x90\x80\x80"), utf8.len("\xf0\x80\x80\x80"), utf8.len("\xf8\x88\x80\x80\x80"))
-- case: surrogates in text [5.4]
print(utf8.len("\xed\xa0\x80"), utf8.len("\xed\xa0\x80", 1, -1, true), pcall(utf8.codepoint, "\xed\xa0\x80"), utf8.codepoint("\xed\xa0\x80", 1, 1, true))
-- case: surrogates in text [5.3]
print(utf8.len("\xed\xa0\x80"), utf8.codepoint("\xed\xa0\x80"))
-- case: offset
local s = "aé€😀" for n = -5, 6 do print(n, utf8.offset(s, n)) end print(utf8.offset(s, 0, 3), utf8.offset(s, 0, 2), utf8.offset(s, 1, 2), utf8.offset("", 1), utf8.offset("", 0), utf8.offset("", -1)) print(pcall(utf8.offset, s, 1, 3)) print(pcall(utf8.offset, s, 1, 20)) print(pcall(utf8.offset, s)) print(pcall(utf8.offset, "abc", 1, 5))
-- case: reversing characters
local out = {} for _, c in utf8.codes("añb€") do table.insert(out, 1, utf8.char(c)) end return table.concat(out)
-- case: characters by position
local function sub(s, i, j) return s:sub(utf8.offset(s, i), utf8.offset(s, j + 1) - 1) end print(sub("héllo wörld", 2, 4), sub("€uro", 1, 1))
