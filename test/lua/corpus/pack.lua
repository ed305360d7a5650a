-- string.pack, unpack and packsize.
-- case: bytes of integers
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(string.pack("b", -1)), hex(string.pack("B", 255)), hex(string.pack("<h", 258)), hex(string.pack(">h", 258)), hex(string.pack("<H", 65535)), hex(string.pack("<i4", 305419896)), hex(string.pack(">I4", 305419896)), hex(string.pack("<i3", -2)), hex(string.pack(">i2", -2)))
-- case: wide integers
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(string.pack("<i8", 1)), hex(string.pack(">i8", -2)), hex(string.pack("<i16", -3)), hex(string.pack(">I8", 258)), string.unpack("<i8", string.pack("<i8", -5)), string.unpack(">i16", string.pack(">i16", 77)))
-- case: native integers
print(#string.pack("j", 1), #string.pack("J", 1), #string.pack("l", 1), #string.pack("T", 1), #string.pack("i", 1), #string.pack("h", 1), #string.pack("n", 1), #string.pack("f", 1), #string.pack("d", 1), #string.pack("s", "ab"))
-- case: integers there and back
for _, f in ipairs { "b", "h", "i", "i1", "i2", "i3", "i4", "i5", "i7", "i8", "i9", "i16", "<i4", ">i4", "=i4" } do for _, n in ipairs { 0, 1, -1, 127, -128 } do local v = string.unpack(f, string.pack(f, n)) if v ~= n then print(f, n, v) end end end
-- case: integers that do not fit
for _, p in ipairs { { "b", 128 }, { "b", -129 }, { "B", 256 }, { "B", -1 }, { "i2", 32768 }, { "I2", 65536 }, { "h", 40000 }, { "H", -1 }, { "i3", 8388608 } } do print(p[1], p[2], pcall(string.pack, p[1], p[2])) end
-- case: integers too wide to read
print(pcall(string.unpack, "<i16", ("\255"):rep(15) .. "\1")) print(pcall(string.unpack, "<I9", ("\0"):rep(8) .. "\1")) print(string.unpack("<i16", ("\255"):rep(16))) print(string.unpack("<I16", "\5" .. ("\0"):rep(15)))
-- case: unsigned words
print(string.unpack("<I4", "\255\255\255\255"), string.unpack("<I4", "\0\0\0\128"))
-- case: wide values
print(string.unpack("<i8", "\0\0\0\0\1\0\0\0"), string.unpack("<I8", ("\255"):rep(8)), string.unpack("<I6", "\1\2\3\4\5\6"))
-- case: wide floats as integers
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(string.pack("<i8", 2^40)), hex(string.pack(">I8", 2^53)), hex(string.pack("<I4", 2^31)), hex(string.pack("<j", 2^33)))
-- case: floats
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(string.pack("<d", 1.5)), hex(string.pack(">d", -0.1)), hex(string.pack("<f", 1.5)), hex(string.pack(">f", 0.1)), string.unpack("<d", string.pack("<d", 3.25)), string.unpack("<f", string.pack("<f", 0.5)), hex(string.pack("<n", 1/0)), string.unpack("<d", string.pack("<d", -1/0)), hex(string.pack("<d", 7)))
-- case: fixed strings
local function hex(s) return (s:gsub(".", function(c) return ("%02x"):format(c:byte()) end)) end
print(hex(string.pack("c5", "ab")), string.unpack("c3", "abcdef"), #string.pack("c0", ""), pcall(string.pack, "c2", "abc")) print(pcall(string.pack, "c", "x")) print(pcall(string.unpack, "c5", "abc"))
-- case: strings with their length
print(string.unpack("s1", string.pack("s1", "hello")), string.unpack("<s2", string.pack("<s2", "")), #string.pack("s4", "abc"), pcall(string.pack, "s1", ("x"):rep(256))) print(pcall(string.unpack, "s1", "\5ab"))
-- case: strings that end with a zero
print(string.unpack("z", "hello\0rest"), #string.pack("z", "abc"), pcall(string.pack, "z", "a\0b")) print(pcall(string.unpack, "z", "abc"))
-- case: several values
print(string.unpack("<i2 i2 z s1", string.pack("<i2 i2 z s1", 1, -2, "three", "four"))) print(string.pack(">I2I2", 1, 2):byte(1, -1))
-- case: byte order changes
print(string.pack("<i2 >i2 =i2", 1, 1, 1):byte(1, -1))
-- case: padding and alignment
print(string.pack("<bxb", 1, 2):byte(1, -1)) print(string.pack("<!4 b i4", 1, 2):byte(1, -1)) print(string.pack("<!2 b i4", 1, 2):byte(1, -1)) print(string.pack("<!4 b Xi4 b", 1, 2):byte(1, -1)) print(string.packsize("<!8 b Xd d"), string.packsize("!4 i1 i2 i4"), string.packsize("b b b")) print(string.unpack("<!4 b i4", string.pack("<!4 b i4", 7, 8)))
-- case: alignment that is wrong
print(pcall(string.pack, "!3 i4", 1)) print(pcall(string.pack, "!4 i3", 1)) print(pcall(string.pack, "X", 1)) print(pcall(string.pack, "Xz", 1)) print(pcall(string.pack, "X ", 1)) print(pcall(string.pack, "!17", 1))
-- case: packsize
print(string.packsize("i4"), string.packsize("<i4 i8"), string.packsize("c10"), string.packsize(""), string.packsize("b h i1 i2 x")) print(pcall(string.packsize, "s")) print(pcall(string.packsize, "z")) print(pcall(string.packsize)) print(pcall(string.packsize, "c2147483647c2147483647"))
-- case: unpack from a position
print(string.unpack("b", "abc", 2)) print(string.unpack("b", "abc", -1)) print(string.unpack("", "abc", 4)) print(pcall(string.unpack, "b", "abc", 4)) print(pcall(string.unpack, "b", "abc", 5)) print(pcall(string.unpack, "b", "abc", 100)) print(pcall(string.unpack, "i4", "abc"))
-- case: unpack from a position before the start [5.3]
print(pcall(string.unpack, "b", "abc", -5))
-- case: options that are none
print(pcall(string.pack, "y", 1)) print(pcall(string.pack, "i17", 1)) print(pcall(string.pack, "i0", 1)) print(pcall(string.pack, "!0", 1)) print(pcall(string.unpack, "q", "abc")) print(pcall(string.pack, "i20", 1))
-- case: wrong arguments
print(pcall(string.pack)) print(pcall(string.pack, "i4")) print(pcall(string.pack, "i4", "x")) print(pcall(string.pack, "i4", 1.5)) print(pcall(string.pack, "s1", {})) print(pcall(string.pack, "d", "x")) print(pcall(string.unpack, "i4")) print(pcall(string.unpack)) print(pcall(string.pack, "i4", {}))
