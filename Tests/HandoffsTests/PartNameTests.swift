// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Testing
import TransparencyLog

@Suite struct `The name of a part` {
    private let base = "baton.example/log"
    private let origin = LogOrigin("baton.example/log")

    @Test(arguments: [PartName(entry: 0, part: 0), PartName(entry: .max >> 16, part: 65_535)])
    func `is read as it is written`(_ name: PartName) {
        #expect(PartName(name.text(origin: origin), origin: base) == name)
    }

    @Test func `is the origin, the entry and the part`() {
        #expect(PartName(entry: 42, part: 7).text(origin: origin) == "baton.example/log/42.7")
        #expect(
            PartName("baton.example/log/2/42.7", origin: "baton.example/log/2")
                == PartName(entry: 42, part: 7))
    }

    @Test(arguments: [
        "", "42.7", "baton.example/log", "baton.example/log/", "baton.example/log42.7",
        "baton.example/log/42", "baton.example/log/42.", "baton.example/log/.7",
        "baton.example/log/42.7.1", "baton.example/log/-1.7", "baton.example/log/42.-7",
        "baton.example/log/+42.7", "baton.example/log/42.+7", "baton.example/log/042.7",
        "baton.example/log/42.07", "baton.example/log/-0.7", "baton.example/log/ 42.7",
        "baton.example/log/4x.7", "other.example/log/42.7", "baton.example/log/1/42.7",
        "baton.example/log/02/42.7", "baton.example/log/2/3/42.7",
        "baton.example/log/9223372036854775808.0", "baton.example/log/٤٢.7",
        "baton.example/log/0.65536", "baton.example/log/140737488355328.0",
    ])
    func `is nothing else`(_ text: String) {
        #expect(PartName(text, origin: base) == nil)
    }

    @Test func `keeps its origin when the log goes on under another`() {
        var log = origin
        log.goOn(as: 2, from: 40)
        log.goOn(as: 4, from: 50)
        let texts = [
            PartName(entry: 39, part: 1): "baton.example/log/39.1",
            PartName(entry: 40, part: 0): "baton.example/log/2/40.0",
            PartName(entry: 49, part: 0): "baton.example/log/2/49.0",
            PartName(entry: 50, part: 0): "baton.example/log/4/50.0",
        ]
        for (name, text) in texts {
            #expect(name.text(origin: log) == text)
            #expect(PartName(text, origin: base) == name)
            #expect(PartName(text, in: log) == name)
        }
    }

    @Test func `is none of this history where what it named was lost`() {
        var log = origin
        log.goOn(as: 2, from: 40)
        for text in [
            "baton.example/log/40.0", "baton.example/log/2/39.0", "baton.example/log/3/41.0",
        ] {
            #expect(PartName(text, in: log) == nil)
        }
    }

    @Test func `orders by entry, then by part, as numbers`() {
        let names = [
            PartName(entry: 2, part: 10), PartName(entry: 10, part: 0),
            PartName(entry: 2, part: 9),
        ]
        #expect(
            names.sorted() == [
                PartName(entry: 2, part: 9), PartName(entry: 2, part: 10),
                PartName(entry: 10, part: 0),
            ])
    }
}
