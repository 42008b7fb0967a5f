// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Testing

@Suite struct `The name of a part` {
    private let origin = "baton.example/log"

    @Test(arguments: [PartName(entry: 0, part: 0), PartName(entry: .max, part: 65_535)])
    func `is read as it is written`(_ name: PartName) {
        #expect(PartName(name.text(origin: origin), origin: origin) == name)
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
        "baton.example/log/4x.7", "other.example/log/42.7", "baton.example/log/2/42.7",
        "baton.example/log/9223372036854775808.0", "baton.example/log/٤٢.7",
    ])
    func `is nothing else`(_ text: String) {
        #expect(PartName(text, origin: origin) == nil)
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
