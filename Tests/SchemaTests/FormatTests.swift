// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Schema
import Testing
import Wire

@Suite struct `A format` {
    private static let examples: [(name: String, good: [String], bad: [String])] = [
        (
            "time", ["14:05:00Z", "00:00:00.1+05:30", "15:59:60-08:00"],
            ["14:05:00", "24:00:00Z", "14:05:00.Z", "14:05:60Z", "14:05:00Zx", "1:05:00Z"]
        ),
        (
            "duration", ["P10D", "PT4H30M", "P1Y2M3DT4H5M6S", "P2W", "P1DT1S"],
            ["P", "PT", "P1DT", "P1Y2D", "PT1H2S", "P1W1D", "P1DT1D", "1D", "P1", "P1.5D", "p1d"]
        ),
        (
            "email",
            [
                "duty@mash.example", "a.b+c@x-y.example", "\"a b\\\"@\"@x.example", "a@[192.0.2.7]",
                "a@[IPv6:2001:db8::7]", "a@localhost",
                String(repeating: "a", count: 64) + "@b.example",
            ],
            [
                "a", "@b", "a@", "a@b@c", ".a@b", "a.@b", "a..b@c", "a b@c", "a@-b", "a@b-",
                "a@b..c", "a@b.", "a@[300.0.0.1]", "a@[IPv6:1]", "tŷ@b", "a@tŷ", "\"a@b",
                String(repeating: "a", count: 65) + "@b.example",
            ]
        ),
        ("idn-email", ["tŷ@tŷ.example", "a@b"], ["tŷ", "t ŷ@b", "a@-ŷ", "a@ŷ-"]),
        (
            "hostname",
            [
                "a", "mash.example", "1.2.3.4", "a--b.c", "xn--bcher-kva.example",
                "XN--BCHER-KVA.example", String(repeating: "a", count: 63),
                String(repeating: "abc.", count: 63) + "a",
            ],
            [
                "", ".", "a.", ".a", "a..b", "-a", "a-", "a_b", "tŷ", "xn--", "xn--a", "xn--7a",
                String(repeating: "a", count: 64), String(repeating: "abc.", count: 63) + "ab",
            ]
        ),
        (
            "idn-hostname",
            [
                "tŷ.example", "a", "õ\u{327}", "Mash.example", "bücher.example", "例え。テスト",
                "xn--bcher-kva",
            ],
            [
                "", ".", "a.", "tŷ-", "ab--cd", "TŶ", "a\u{301}", "ỡ\u{323}", "\u{301}a", "ＡＢ",
                "a b", "😀",
                "xn--BCHER-kvb", String(repeating: "ŷ", count: 64),
            ]
        ),
        ("ipv4", ["192.0.2.7", "0.0.0.0", "255.255.255.255"], ["1.2.3", "1.2.3.4.5", "01.2.3.4"]),
        (
            "ipv6",
            [
                "::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8",
                "1::192.0.2.7", "1:2:3:4:5:6:1.2.3.4", "ABCD:ef01::",
            ],
            [
                "", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::",
                "1:2:3:4:5:6:7:8::", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3.4:5", "::1%eth0", "1:",
            ]
        ),
        (
            "uri-reference", ["", "/a", "?b", "#c", "//h", "a/b:c", "./a:b", "http://h/"],
            ["1:b", "a b", "#a#b", "/%2", "//h:x", "/[", "tŷ"]
        ),
        (
            "iri", ["http://tŷ.example/ŷ?\u{E000}", "urn:ŷ"],
            ["tŷ", "http://a/\u{E000}", "http://a b"]
        ),
        ("iri-reference", ["tŷ", "/ŷ#ŷ"], ["t ŷ", "\u{FFFE}"]),
        (
            "uri-template", ["", "/a/{b}", "{+a.b,c*,d:9999}", "{?%41_}", "ŷ{/a}", "a%20"],
            ["{", "}", "{}", "{a", "{a..b}", "{a:0}", "{a:10000}", "{a,}", "a b", "{a-b}", "%2"]
        ),
        ("json-pointer", ["", "/", "/a~0~1", "/ŷ"], ["a", "#/a", "/~", "/~2"]),
        (
            "relative-json-pointer", ["0", "1/a", "0#", "0+1", "2-1/b"],
            ["", "/a", "01", "1a", "0#/a"]
        ),
        (
            "regex", ["^[a-z]+$", "(?=a)b", "(?<n>a)\\k<n>", "[^]", "\\p{L}"],
            ["(", "[", "\\a", "(?i)a", "\\p{Nope}", "a**"]
        ),
        ("nhs-number", ["9434765919", "9990000018"], ["9434765918", "943476591", "943 476 5919"]),
        ("upn", ["R394400019015"], ["A394400019015", "r394400019015", "R39440001901", "UN1"]),
        ("uprn", ["1", "100100001234", "000000000001"], ["", "1001000012345", "1a"]),
        ("ods-code", ["R0B", "R0B01", "A81001"], ["R0", "r0b", "R0B-1", "ABCDEFGHIJKLM"]),
        ("gss-code", ["E08000024", "W06000001"], ["X08000024", "E0800002", "E080000245"]),
        ("la-code", ["394"], ["39", "3944", "39a"]),
        ("police-force-code", ["10"], ["1", "100", "1a"]),
    ]

    @Test(arguments: examples)
    func `lets through what is so written and nothing else`(
        _ name: String, _ good: [String], _ bad: [String]
    ) throws {
        let schema = try Compiling.schema("{\"format\":\"\(name)\"}")
        for text in good {
            #expect(try schema.violations(in: JSONValue.string(text).text).isEmpty, "\(text)")
        }
        for text in bad {
            #expect(try schema.violations(in: JSONValue.string(text).text).count == 1, "\(text)")
        }
        #expect(try schema.violations(in: "12").isEmpty)
    }

    @Test func `is what the official suite takes it for`() throws {
        guard !SuiteRun.files.isEmpty else { return }
        var run = SuiteRun()
        run.options.formatAssertion = true
        let files = SuiteRun.files.filter { $0.path.contains("/optional/format/") }
        let score = try run.run(files)
        #expect(score.failures == [])
        #expect(score.right == 764)
    }

    @Test(arguments: [
        ("nhs-number", "nhs-numbers", "valid_10_digit_mod11"), ("upn", "upn", "check_letter_valid"),
    ])
    func `of the field is right of the vectors of check digits`(
        _ name: String, _ numbers: String, _ verdict: String
    ) throws {
        let schema = try Compiling.schema("{\"format\":\"\(name)\"}")
        for file in Vectors.files(under: "domain/identifiers") where file.name == "\(numbers).json"
        {
            let root = try JSONDocument(parsing: file.bytes, limits: .schema).root
            var (right, cases) = (0, 0)
            for test in root["cases"]?.elements.map({ $0 }) ?? [] {
                guard let value = test["value"] else { continue }
                let isGood = schema.violations(in: value).isEmpty
                #expect(isGood == test[verdict]?.boolean, "\(value.string ?? "")")
                cases += 1
                if isGood == test[verdict]?.boolean { right += 1 }
            }
            Vectors.report(file.path, right: right, of: cases)
        }
    }
}

@Suite struct `The optional part of the official suite` {
    @Test(arguments: ["ecmascript-regex.json", "non-bmp-regex.json"])
    func `agrees about patterns`(_ name: String) throws {
        let files = SuiteRun.files.filter { $0.path.hasSuffix("/optional/\(name)") }
        let score = try SuiteRun().run(files)
        #expect(score.failures == [])
        #expect(score.right == score.cases)
    }
}
