-- Numbers: how they are written and read, arithmetic, comparison, conversions.
-- case: integers and floats in text
print(tostring(1), tostring(1.0), tostring(-0.0), tostring(1e15), tostring(1e14), tostring(123456.789), tostring(1e100), tostring(-1e-7), tostring(0.1), tostring(1/3))
-- case: infinity in text
print(tostring(1/0), tostring(-1/0), tostring(math.huge), 1/0 .. "", -math.huge .. "|")
-- case: not a number in text
print(tostring(0/0), (tostring(-(0/0)):gsub("-", "")), 0/0 == 0/0, 0/0 ~= 0/0)
-- case: a positive not a number in text
print(tostring(-(0/0)), tostring(math.abs(0/0)))
-- case: literals
print(0, 1, 007, 3., .5, 3.14, 1e2, 1E+2, 1e-2, 0x10, 0xA.8p0, 0x.8, 0xap1, 0X1P-2, 0x1p4, 1e0)
-- case: literals of large integers
print(2147483647, 2147483646 + 1, 0x7fffffff)
-- case: literals beyond 32 bits
print(2147483648, 4294967296, 1700000000000, 9007199254740993, 9223372036854775807)
-- case: literals beyond 64 bits
print(9223372036854775808, 1e308 * 10, 100000000000000000000)
-- case: hexadecimal literals beyond 32 bits
print(0xffffffff, 0x100000000, 0xffffffffffffffff, 0x123456789abcdef)
-- case: literals that are none
for _, s in ipairs { "3x", "0x", "1e", "1e+", "0xg", "1..2", "3.4.5", "0x1p", "08x", "1_000" } do print(s, load("return " .. s)) end
-- case: addition and its kin
print(1 + 2, 1 + 2.0, 1.5 + 1.5, 7 - 10, 2 * 3, 2 * 3.0, -5 + 5, -(3), -(3.5), - -2)
-- case: division
print(6 / 2, 7 / 2, 1 / 3, -1 / 0, 0 / 1, -0.0 / 1, 1 / -0.0 == -1 / 0)
-- case: integer division
for _, p in ipairs { { 7, 2 }, { -7, 2 }, { 7, -2 }, { -7, -2 }, { 6, 3 }, { 0, 5 }, { 0, -5 }, { 1, 3 }, { -1, 3 } } do print(p[1] // p[2], p[1] % p[2], p[1] // (p[2] + 0.0), p[1] % (p[2] + 0.0)) end
-- case: integer division of floats
print(7.5 // 2, -7.5 // 2, 7.5 // -2, 7.5 % 2, -7.5 % 2, 7.5 % -2, -7.5 % -2, 1e308 // 1e-308, 5 // 0.0, -5 // 0.0, 0.0 // 1, -0.0 // 1)
-- case: modulo with infinities and zeros
print(5 % math.huge, -5 % math.huge, 5 % -math.huge, -5 % -math.huge, 5.0 % math.huge, 0.0 % math.huge, -0.0 % 5, 6 % -3, 6.0 % -3, -6.0 % 3)
-- case: modulo of floats by zero
print(tostring(5 % 0.0):gsub("-", ""), (tostring(math.huge % 2):gsub("-", "")))
-- case: division by integer zero
print(pcall(function() return 1 // 0 end)) print(pcall(function() return 1 % 0 end)) print(pcall(function() local z = 0 return -5 // z end)) print(pcall(load "return 7 % 0"))
-- case: powers
print(2 ^ 10, 2 ^ 0.5, 2 ^ -1, (-8) ^ 3, -2 ^ 2, 2 ^ 3 ^ 2, 10 ^ 2, 0 ^ 0, 1e200 ^ 2, 4 ^ 0.5)
-- case: powers that are no number
print((tostring((-8) ^ (1 / 3)):gsub("-", "")), (tostring((-1) ^ 0.5):gsub("-", "")))
-- case: powers of one and infinity
print(1 ^ (0/0), 1 ^ math.huge, (-1) ^ math.huge, 0.5 ^ math.huge, 2 ^ -math.huge, (0/0) ^ 0)
-- case: overflow of integers
print(math.maxinteger + 1 == math.mininteger, math.mininteger - 1 == math.maxinteger, math.maxinteger * 2, -math.mininteger == math.mininteger, math.mininteger // -1 == math.mininteger, math.mininteger % -1)
-- case: the largest integers
print(math.maxinteger, math.mininteger, math.maxinteger // 2, math.maxinteger + 0.0)
-- case: 32 bits overflow
print(2147483647 + 1, 65536 * 65536, -2147483648 - 1, 2147483647 * 2)
-- case: time in milliseconds
print(1700000000 * 1000, 1700000000 * 1000.0)
-- case: products of large integers
print(123456 * 7, 46340 * 46340, -46341 * 46340, 3037000499 * 1)
-- case: bits
print(5 & 3, 5 | 3, 5 ~ 3, ~0, ~5, 1 << 4, 256 >> 4, 1 << 30, 0xff & 0x0f, 2 | 1.0, "3" | 4, 6 & "2")
-- case: shifts past the width
print(1 << 64, 1 << 100, 1 >> 64, 1 << -1, 2 >> -1, -1 >> 64)
-- case: shifts beyond 32 bits
print(1 << 31, 1 << 32, 1 << 40, 1 << 63, -1 >> 1, -1 >> 60, -1 << 4)
-- case: bits of what is no integer
print(pcall(function() return 1.5 & 1 end)) print(pcall(function() return "a" | 1 end)) print(pcall(function() return {} ~ 1 end)) print(pcall(function() return "1.5" << 1 end)) print(pcall(function() return 1 >> 2^70 end)) print(pcall(function() return ~1.5 end)) print(pcall(function() local x = 1e100 return x | 1 end))
-- case: bits of text [5.4]
print("10" & 6, "0x10" | "1", pcall(function() return "abc" ~ 1 end), pcall(function() return ~"x" end))
-- case: comparison of integers and floats
print(1 == 1.0, 1 < 1.5, 2 > 1.5, 1 <= 1.0, -1 < -0.5, 0 == -0.0, 1 == "1", 2^53 == 2^53 + 1, 1 < math.huge, -1 > -math.huge)
-- case: comparison at the edge of floats
print(math.maxinteger < math.maxinteger + 0.0, math.maxinteger + 0.0 == math.maxinteger, math.mininteger == math.mininteger + 0.0, math.maxinteger + 1.0 > math.maxinteger)
-- case: comparison with not a number
print(0/0 < 1, 0/0 > 1, 0/0 <= 1, 0/0 == 0/0, 1 < 0/0, not (0/0 < 0/0))
-- case: comparison of text
print("a" < "b", "a" < "B", "" < "a", "a" < "aa", "Z" < "a", "a\0b" < "a\0c", "\200" > "a", "10" < "9", "a" <= "a", not ("b" < "a"))
-- case: comparison of bytes
local t = {} for i = 0, 255 do t[#t + 1] = string.char(i) end
local ok = true for i = 2, #t do if not (t[i - 1] < t[i]) then ok = false print(i) end end return ok
-- case: comparison of different types
for _, f in ipairs { function() return 1 < "2" end, function() return {} < {} end, function() return nil < 1 end, function() return "a" <= 1 end, function() return true > false end, function() return print < print end, function() return {} <= 1 end } do print(pcall(f)) end
-- case: text as numbers
print("10" + 5, "3" * "4", "0x10" + 0, "1e1" + 0, " 5 " + 1, "10" / 2, "7" // 2, "7" % "4", "2" ^ 2, -"3", -"3.0", "10" - 1.0)
-- case: text as integers and floats
print(math.type("10" + 0), math.type("10.0" + 0), math.type("1e1" + 0), math.type("0x10" + 0), math.type("10" * "2"))
-- case: text that is no number
for _, s in ipairs { "", " ", "abc", "1x", "0x", "1e", "--1", "1 2", "١", "nan", "inf", "1,5" } do print(pcall(function() return s + 1 end)) end
-- case: arithmetic on what is no number
for _, f in ipairs { function() return {} + 1 end, function() return nil * 2 end, function() local a return a.b end, function() return -{} end, function() return true - 1 end, function() return print / 2 end, function() return 2 ^ {} end, function() return {} // 1 end, function() return 1 % nil end } do print(pcall(f)) end
-- case: names in arithmetic errors
local t, s = {}, "x"
for _, f in ipairs { function() return t + 1 end, function() return t.x + 1 end, function() return undefined_global + 1 end, function() return s.y.z end, function() return t.a.b.c end, function() return #nil end, function() local l = nil return #l end, function() return s + 1 end, function() return t .. "x" end, function() return ("x"):nope() end } do print(pcall(f)) end
-- case: concatenation of numbers
print(1 .. 2, 1.5 .. "x", -1 .. "", 2^53 .. "", 10 .. 20 == "1020", 1e15 .. "", 3.0 .. "|")
-- case: tonumber
for _, s in ipairs { "10", " 10 ", "10.5", "1e3", "0x1F", "0x.8p1", "  0x10  ", "-7", "-0x7", "+5", "1e", "", " ", "10a", "1 0", "0x", "1e1.5", ".5", "5.", ".", "-", "- 1", "\t5\n", "5\0", "1e+5", "infinity", "nan", "0b1" } do print(s, tonumber(s)) end
-- case: tonumber of other values
print(tonumber(5), tonumber(5.5), tonumber(nil), tonumber(true), tonumber({}), tonumber(print), pcall(tonumber))
-- case: tonumber with a base
for _, p in ipairs { { "10", 2 }, { "ff", 16 }, { "FF", 16 }, { "zz", 36 }, { "777", 8 }, { "8", 8 }, { "-10", 2 }, { " 11 ", 2 }, { "+1", 2 }, { "", 10 }, { "1e1", 10 }, { "1.5", 10 }, { "0x10", 16 }, { "7fffffff", 16 }, { "12 3", 10 }, { "-", 10 }, { "1g", 16 }, { "12", 2 }, { "19", 9 }, { "z1", 35 }, { "1\0", 10 }, { "Hello", 36 } } do print(p[1], p[2], tonumber(p[1], p[2])) end
-- case: tonumber with a base beyond 32 bits
print(tonumber("ffffffff", 16), tonumber("100000000", 16), tonumber("ffffffffffffffff", 16), tonumber("1234567890123", 10))
-- case: tonumber with a wrong base
print(pcall(tonumber, "10", 1)) print(pcall(tonumber, "10", 37)) print(pcall(tonumber, 10, 10)) print(pcall(tonumber, "10", "x")) print(pcall(tonumber, "10", 2.5)) print(pcall(tonumber, nil, 10)) print(pcall(tonumber, {}, 10))
-- case: tonumber of many digits
print(tonumber("0." .. ("0"):rep(100) .. "1"), tonumber(("9"):rep(30)), tonumber("1" .. ("0"):rep(300)), tonumber("1e400"), tonumber("1e-400"), tonumber("0x" .. "1p-1080"))
-- case: tonumber of whole numbers beyond 32 bits
print(tonumber("2147483648"), tonumber("9007199254740993"), math.type(tonumber("4294967296")))
-- case: integers of floats
print(math.tointeger(3.0), math.tointeger(3.5), math.tointeger(-0.0), math.tointeger(1/0), math.tointeger(0/0), math.tointeger(2^31 - 1), math.tointeger(7), math.tointeger({}))
-- case: integers of text [5.3]
print(math.tointeger("3"), math.tointeger("x"), math.tointeger("3.0"))
-- case: integers of nothing
return pcall(math.tointeger)
-- case: floats that name the same element
local t = {} t[1.0] = "a" t[2^31 - 1] = "b" t[-0.0] = "z" print(t[1], t[2147483647], t[0], next({ [3.0] = 1 })) print(pcall(function() t[0/0] = 1 end)) print(t[0/0])
-- case: for loops
for i = 1, 3 do io.write("") print(i) end for i = 3, 1, -1 do print(i) end for i = 1, 0 do print("never") end for i = 1.0, 2 do print(i) end for i = 1, 2, 0.5 do print(i) end for i = 0.1, 0.35, 0.1 do print(i) end
-- case: for loops at the end of integers
local n = 0 for i = math.maxinteger - 1, math.maxinteger do n = n + 1 if n > 5 then break end end print(n) n = 0 for i = math.mininteger, math.mininteger + 1 do n = n + 1 end print(n) n = 0 for i = math.mininteger + 1, math.mininteger, -1 do n = n + 1 if n > 5 then break end end print(n)
-- case: for loops with infinite limits
local n = 0 for i = 1, math.huge do n = n + 1 if i >= 3 then break end end print(n) for i = 1, -math.huge do print("never") end for i = -1, -math.huge, -1 do n = n + 1 if i <= -3 then break end end print(n) for i = 1, 3.7 do n = n + i end print(n)
-- case: for loops with a wrong start
print(pcall(function() for i = "a", 2 do end end)) print(pcall(function() for i = 1, {} do end end)) print(pcall(function() for i = 1, 2, nil do end end)) print(pcall(function() for i = {}, 2 do end end))
-- case: for loops with numbers in text [5.3]
print(pcall(function() for i = "1", 2 do end end))
-- case: for loops with step zero [5.4]
print(pcall(function() for i = 1, 2, 0 do end end)) print(pcall(function() for i = 1.0, 2, 0 do end end))
-- case: assignment to a loop variable
local out = {} for i = 1, 3 do local j = i i = i * 10 out[#out + 1] = i out[#out + 1] = j end return table.concat(out, " ")
-- case: math functions
print(math.floor(3.7), math.floor(-3.7), math.ceil(3.2), math.ceil(-3.2), math.floor(5), math.ceil(-0.5), math.abs(-5), math.abs(-5.5), math.max(1, 5, 3), math.min(2, 0, 7), math.max(1.5), math.max(1, 2.5), math.min(1, 1.0))
-- case: rounding of huge floats
print(math.floor(1e100), math.ceil(-1e100), math.floor(1/0), math.floor(2^53))
-- case: rounding of floats beyond 32 bits
print(math.floor(2^31), math.floor(2^31 + 0.5), math.ceil(-2^31 - 1.5), math.floor(1e12 + 0.5))
-- case: more math functions
print(math.sqrt(16), math.exp(0), math.log(1), math.log(8, 2), math.log(1000, 10), math.log(27, 3), math.sin(0), math.cos(0), math.pi, math.fmod(7, 3), math.fmod(-7, 3), math.fmod(7, -3), math.fmod(7.5, 2), math.fmod(-7.5, 2))
-- case: modf
print(math.modf(3.7)) print(math.modf(-3.7)) print(math.modf(5)) print(math.modf(1/0)) print(math.modf(-1/0)) print(math.modf(-0.5)) print(math.modf(5.0))
-- case: fmod at the edges
print(math.fmod(5, math.huge), math.fmod(-6, 2), math.fmod(6.0, 2), math.fmod(math.mininteger, -1), pcall(math.fmod, 1, 0)) print((tostring(math.fmod(1, 0.0)):gsub("-", ""))) print((tostring(math.fmod(1/0, 1)):gsub("-", "")))
-- case: kinds of numbers
print(math.type(1), math.type(1.0), math.type("1"), math.type(nil), math.type({}), pcall(math.type))
-- case: unsigned comparison
print(math.ult(1, 2), math.ult(2, 1), math.ult(-1, 1), math.ult(1, -1), math.ult(-2, -1), math.ult(0, 0), pcall(math.ult, 1.5, 1))
-- case: angles
print(math.deg(math.pi), math.rad(180), math.atan(1, 1), math.atan(1), math.atan(-0.0, -1), math.asin(1), math.acos(1), math.tan(0))
-- case: wrong arguments of math functions
for _, name in ipairs { "abs", "floor", "ceil", "sqrt", "sin", "exp", "log", "max", "min", "modf", "deg" } do print(name, pcall(math[name])) print(pcall(math[name], "x")) print(pcall(math[name], {}, 1)) end
-- case: wrong later arguments of math functions
print(pcall(math.max, 1, "x")) print(pcall(math.min, 1, {})) print(pcall(math.max, "10", 2)) print(pcall(math.log, 1, {})) print(pcall(math.fmod, 1)) print(pcall(math.ult, 1)) print(pcall(math.max, nil)) print(pcall(math.abs, "-5"), pcall(math.floor, "3.7"))
-- case: random numbers within bounds
math.randomseed(42) for i = 1, 200 do local a, b, c = math.random(), math.random(6), math.random(-3, 3) if a < 0 or a >= 1 or b < 1 or b > 6 or c < -3 or c > 3 or math.type(b) ~= "integer" or math.type(a) ~= "float" then print(a, b, c) end end print(math.random(5, 5))
-- case: random numbers repeat after the same seed
math.randomseed(7) local a = { math.random(), math.random(100), math.random(5, 9) } math.randomseed(7) local b = { math.random(), math.random(100), math.random(5, 9) } return a[1] == b[1], a[2] == b[2], a[3] == b[3]
-- case: random numbers over the whole range
for i = 1, 20 do local n = math.random(math.mininteger, math.maxinteger) if math.type(n) ~= "integer" then print(n) end end
-- case: wrong arguments of random
print(pcall(math.random, 2, 1)) print(pcall(math.random, 1, 2, 3)) print(pcall(math.random, 1.5)) print(pcall(math.random, "x")) print(pcall(math.random, {}))
-- case: random of zero [5.4]
return math.type(math.random(0))
-- case: random of zero [5.3]
return pcall(math.random, 0)
-- case: integer keys and float keys
local t = {} for i = 1, 3 do t[i * 1.0] = i end print(#t, t[2], rawlen(t)) for k in pairs(t) do print(math.type(k)) end
-- case: rounding by format and floor
local function round(x, n) local m = 10 ^ (n or 0) return math.floor(x * m + 0.5) / m end print(round(2.345, 2), round(-1.5), round(1.005, 2), round(1234567.891, 1))
-- case: greatest common divisor
local function gcd(a, b) while b ~= 0 do a, b = b, a % b end return a end print(gcd(48, 18), gcd(17, 5), gcd(0, 5), gcd(1e6, 3.5e5))
-- case: primes
local out = {} for n = 2, 60 do local prime = true for d = 2, math.floor(n ^ 0.5) do if n % d == 0 then prime = false break end end if prime then out[#out + 1] = n end end return table.concat(out, ",")
-- case: binary text
local function bits(n) local s = "" repeat s = (n & 1) .. s n = n >> 1 until n == 0 return s end print(bits(0), bits(5), bits(255), bits(1023))
