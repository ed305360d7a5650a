-- string.format: every conversion with its flags, widths, precisions and errors.
-- case: fixed point
print(("%f|%.0f|%.1f|%.3f|%10.2f|%-10.2f|%+.2f|% .2f|%010.2f"):format(1.5, 2.5, 2.25, 1/3, 3.14159, 3.14159, 1, 1, -3.14159))
-- case: fixed point rounds halves to even
for _, n in ipairs { 0.5, 1.5, 2.5, 3.5, 0.25, 0.75, 0.125, 0.375, 2.675, 1.005, 0.35, 1e15 + 0.5 } do print(("%.0f %.1f %.2f"):format(n, n, n), ("%.0f %.1f %.2f"):format(-n, -n, -n)) end
-- case: fixed point of large and small numbers
print(("%f %f %.20f %.3f"):format(1e20, 1e21, 1e-10, 1e22), ("%.0f"):format(2^80), ("%f"):format(1.7976931348623157e308), ("%.5f"):format(5e-324))
-- case: fixed point with all its digits
print(("%.50f"):format(0.1), ("%.99f"):format(1/3), ("%99.99f"):format(-1/3), ("%.60f"):format(2^-40))
-- case: exponents
print(("%e|%E|%.0e|%.1e|%12.3e|%-12.3e|%+e|%012.3e"):format(12345.678, 12345.678, 15, 0.25, 12345.678, 12345.678, 0, -12345.678))
-- case: exponents round halves to even
for _, n in ipairs { 1.5, 2.5, 9.5, 95.0, 25.0, 35.0, 0.5, 250.0, 1.25, 1.35, 12345.5, 99999.5, 8.5 } do print(("%.0e %.1e %.4e"):format(n, n, n)) end
-- case: exponents of two and three digits
print(("%e %e %e %e"):format(1e5, 1e-5, 1e100, 1e-100), ("%.3e"):format(5e-324), ("%.16e"):format(1.7976931348623157e308), ("%e"):format(0))
-- case: shortest form
for _, n in ipairs { 0, 1, 100000, 999999.5, 1e6, 123456789, 0.0001, 0.00001, 0.00012345678, 1e15, 1e20, 1/3, 2^53, 1e-7 } do print(("%g %G %.3g %.10g %.17g %.0g"):format(n, n, n, n, n, n)) end
-- case: shortest form with flags
print(("%#g|%#.3g|%+g|% g|%08g|%-8g|%8.2g|%#.0g|%#g"):format(1, 1, 1, 1, -1.5, 1.5, 123, 1, 1e10))
-- case: shortest form rounds halves to even
print(("%.1g %.1g %.2g %.2g %.3g %.1g %.1g"):format(2.5, 3.5, 1.25, 1.35, 1234.5, 25, 0.25))
-- case: infinities
print(("%f %e %g %5.1f|%-6g|%06f|%+f|% f"):format(1/0, 1/0, 1/0, -1/0, 1/0, 1/0, 1/0, 1/0), ("%E %G"):format(1/0, -1/0))
-- case: minus zero
print(("%f %.0f %e %g %+g %05g"):format(-0.0, -0.0, -0.0, -0.0, -0.0, -0.0), ("%.0f"):format(-0.4), ("%.1f"):format(-0.04))
-- case: not a number
print((("%f %g %5.1f %e"):format(0/0, 0/0, 0/0, 0/0):gsub("-", "")))
-- case: hexadecimal floats
print(("%a %A %a %a %a %a"):format(1, 0.5, 0.1, -1.5, 0, 255.75), ("%.0a %.1a %.3a %.20a"):format(1, 1/3, 1/3, 1/3), ("%20a|%-20a|%020a|%+a"):format(1, 1, 1, 1))
-- case: hexadecimal floats at the edges
print(("%a %a %a"):format(1/0, -1/0, 2^1023), ("%a"):format(2^-1022), ("%a"):format(1.7976931348623157e308))
-- case: hexadecimal floats rounded
print(("%.0a %.0a %.0a %.1a %.2a"):format(1.5, 2.5, 1.75, 1.96875, 0.99999))
-- case: hexadecimal floats below the normal ones
print(("%a %a"):format(5e-324, 2^-1030))
-- case: decimal integers
print(("%d|%5d|%-5d|%05d|%+d|% d|%.3d|%5.3d|%-5.3d|%05.3d|%+.2d"):format(42, 42, 42, 42, 42, 42, 5, 5, 5, 5, 5), ("%i %i"):format(7, -7), ("%.0d|%5.0d|"):format(0, 0))
-- case: negative integers
print(("%d|%5d|%-5d|%05d|%+d|% d|%.3d|%i"):format(-42, -42, -42, -42, -42, -42, -5, -1))
-- case: unsigned and other bases
print(("%u %o %x %X %#o %#x %#X %#x %#o"):format(42, 8, 255, 255, 8, 255, 255, 0, 0), ("%5x|%-5x|%05x|%.4x|%#6x|%#06x|%#.4x|%08X"):format(10, 10, 10, 10, 10, 10, 10, 48879))
-- case: integers from floats and strings
print(("%d %d %d %x"):format(3.0, "10", "0x10", 255.0), ("%5.1f %s"):format("1.5", 1.5), ("%d"):format(-0.0), ("%d"):format("  7  "))
-- case: large whole floats
print(("%d %d %d"):format(2^31, 2^40, -2^53), ("%d"):format(2^62), ("%x"):format(2^40))
-- case: characters
print(("%c%c%c|%5c|%-5c|"):format(76, 117, 97, 33, 33), ("%c"):format(0), #("%c"):format(0), ("%c"):format(200), ("%c"):format("65"))
-- case: strings
print(("%s|%5s|%-5s|%.2s|%5.2s|%-5.2s|%.0s|%.s|%.10s"):format("abc", "abc", "abc", "abc", "abc", "abc", "abc", "abc", "abc"))
-- case: strings of other values
print(("%s %s %s %s %s %10s"):format(1, 1.5, nil, true, 2^53, false), ("%5s|%.3s"):format(12, 3.14159))
-- case: strings with metamethods
print(("%s|%6s|%.1s"):format(setmetatable({}, { __tostring = function() return "obj" end }), setmetatable({}, { __tostring = function() return "obj" end }), setmetatable({}, { __tostring = function() return "obj" end })))
-- case: a __tostring that gives no string
return pcall(string.format, "%s", setmetatable({}, { __tostring = function() return {} end }))
-- case: strings with zeros
print(#("%s"):format("a\0b"), pcall(string.format, "%5s", "a\0b"), pcall(string.format, "%.5s", "a\0b"))
-- case: long strings
local long = ("x"):rep(150) print(#("%s"):format(long), #("%10s"):format(long), #("%-99s"):format(long), #("%.20s"):format(long), #("%99s"):format("y"))
-- case: bytes beyond ASCII
print(("%s|%5s|%-5s|%.1s|é"):format("é", "é", "\255", "é"), ("\200%d\0%d"):format(1, 2))
-- case: quoted strings
print(("%q"):format('a "quoted"\nline\\with\0zero\0001\r\t\127\200'), ("%q"):format(""), ("%q"):format("1\0012"))
-- case: quoted strings read back
for _, s in ipairs { "", "\0\0019\r\n\\\"'", "\n\n", "é\255\128", ("\1"):rep(5) .. "23" } do print(load("return " .. ("%q"):format(s))() == s) end
-- case: quoted integers
print(("%q %q %q"):format(0, -17, 123456))
-- case: quoted floats
print(("%q %q %q %q"):format(1.5, 0.1, 1e100, -2.0), load("return " .. ("%q"):format(0.1))() == 0.1)
-- case: quoted infinities
print(("%q %q"):format(1/0, -1/0))
-- case: quoted nil and booleans
print(("%q %q %q"):format(nil, true, false))
-- case: quoted tables
return pcall(string.format, "%q", {})
-- case: quoted functions
return pcall(string.format, "%q", print)
-- case: quoted with modifiers
return pcall(string.format, "%10q", "x")
-- case: percent signs
print(("%%|100%%|%d%%"):format(5), ("%%%%"):format())
-- case: nothing to format
print((""):format(), ("plain"):format(1, 2, 3))
-- case: a number as format
print(string.format(5), string.format(1.5))
-- case: too few arguments
print(pcall(string.format, "%d"), pcall(string.format, "%s %s", 1), pcall(string.format, "%d %d", 1))
-- case: no format
return pcall(string.format)
-- case: a table as format
return pcall(string.format, {})
-- case: unknown conversions
for _, f in ipairs { "%y", "%k", "%n", "%", "%10", "%-", "%l", "%ld", "%hd", "%v", "%!", "%é" } do print(f, select(2, pcall(string.format, f, 1))) end
-- case: too many flags
for _, f in ipairs { "%------d", "%0000000d", "%+++++++++++d" } do print((select(2, pcall(string.format, f, 1)))) end
-- case: too wide
for _, f in ipairs { "%123d", "%.123d", "%1.123f", "%100s", "%099999d" } do print((select(2, pcall(string.format, f, 1)))) end
-- case: precisions below zero
return pcall(string.format, "%.-5d", 1)
-- case: text for numbers
for _, f in ipairs { "%d", "%f", "%x", "%c", "%g", "%i" } do print(pcall(string.format, f, "x"), pcall(string.format, f, {}), pcall(string.format, f, nil)) end
-- case: floats for integers
for _, f in ipairs { "%d", "%x", "%c", "%o" } do print(pcall(string.format, f, 1.5), pcall(string.format, f, "1.5"), pcall(string.format, f, 1/0)) end
-- case: floats too large for integers
print(pcall(string.format, "%d", 2^63), pcall(string.format, "%d", 1e100), pcall(string.format, "%d", 0/0))
-- case: errors name the function as it was called
local function direct() return string.format("%d", {}) end
local function method() return ("%d"):format({}) end
local f = string.format
local function alias() return f("%d", {}) end
local t = { go = string.format }
local function field() return t.go("%d", "x") end
local function meth() return t:go() end
print(pcall(direct)) print(pcall(method)) print(pcall(alias)) print(pcall(field)) print(pcall(meth))
-- case: pointers [5.4]
print(("%p"):format(1), ("%10p|"):format("x" and 5), ("%p"):format({}) ~= ("%p"):format({}))
-- case: pointers [5.3]
return pcall(string.format, "%p", {})
-- case: capital F
return pcall(string.format, "%F", 1)
-- case: many at once
local parts = {} for i = 1, 100 do parts[i] = "%d" end
local n = {} for i = 1, 100 do n[i] = i end
return #table.concat(parts):format(table.unpack(n))
