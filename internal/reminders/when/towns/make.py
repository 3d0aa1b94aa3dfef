#!/usr/bin/env python3
"""Makes towns.txt.gz from Debian's packages libgeonames0 and libgeonames-common, unpacked by `dpkg-deb -x` into the folder that is
named. Their data is GeoNames' cities15000 with names in other languages, CC BY 4.0 (see the packages' copyright files).

    make.py FOLDER > towns.txt.gz

Each line is: folded name, inhabitants in thousands, zone, country's code, state or province; sorted by bytes. First come the
zones and the countries, by their numbers."""

import gettext, glob, gzip, io, re, struct, sys, unicodedata, zlib

PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss", "’": "", "'": "", "ʼ": "", "ʻ": "", "‘": "", ".": " ", "_": " ", ",": " ", "-": " ", "/": " ", "(": " ", ")": " "})
LANGUAGES = "de es fr it pt nl pl tr ru uk cs sv da nb fi hu ro el ja zh zh_TW ko ar he hi".split()


def fold(name):
    """What folded in when.go does: lower case, no marks on Latin letters, single spaces."""
    out = ""
    for c in unicodedata.normalize("NFKC", name.lower()):
        if "\u0300" <= c <= "\u036f":
            continue
        base = unicodedata.normalize("NFD", c)[0]
        out += base if base < "\u0250" else c
    return " ".join(out.translate(PLAIN).split())


def resource(folder):
    library = open(glob.glob(folder + "/usr/lib/*/libgeonames.so.*")[0], "rb").read()
    at = 0
    while (at := library.find(b"\x78", at)) >= 0:
        try:
            unpacked = zlib.decompressobj().decompress(library[at:])
            if len(unpacked) > 1_000_000:
                return unpacked
        except zlib.error:
            pass
        at += 1
    raise SystemExit("no data in the library")


def cities(data):
    for m in re.finditer(rb"(\d+)\0([^\0]+)\0([^\0]*)\0([^\0]*)\0([A-Z]{2})\0([^\0]*)\0([A-Z][A-Za-z_]+/[^\0]+)\0", data):
        end = (m.end() + 3) & ~3
        yield [g.decode() for g in m.groups()], struct.unpack_from("<I", data, end)[0]


def main(folder):
    other = {}
    for language in LANGUAGES:
        for path in glob.glob(f"{folder}/usr/share/locale/{language}/LC_MESSAGES/geonames.mo"):
            for key, name in gettext.GNUTranslations(open(path, "rb"))._catalog.items():
                other.setdefault(key, set()).update((name, re.sub("(?<=..)(都|市|府|특별시|광역시|시)$", "", name)))
    zones, countries, lines = [], [], set()
    for (key, name, _, admin, code, country, zone), people in cities(resource(folder)):
        for seen, what in ((zones, zone), (countries, code + "\t" + country)):
            if what not in seen:
                seen.append(what)
        for n in {fold(name)} | {fold(n) for n in other.get(key, ())}:
            if n and len(n) <= 40:
                lines.add((n, people // 1000, zones.index(zone), code, fold(admin)))
    text = "".join(z + "\n" for z in zones) + "\n" + "".join(c + "\n" for c in countries) + "\n"
    for line in sorted(lines, key=lambda l: l[0].encode()):
        text += "\t".join(map(str, line)) + "\n"
    sys.stdout.buffer.write(gzip.compress(text.encode(), 9, mtime=0))
    print(len(lines), len(text.encode()), file=sys.stderr)


main(sys.argv[1])
