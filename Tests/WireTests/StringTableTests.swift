// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

@Suite struct `A table of strings` {
    private let strings = ["urgency", "", "a", "b", "purpose", "\u{E9}", "sender_role"]

    private func number(_ text: String, in strings: [String]) -> Int? {
        StringTable(strings).number(of: Array(text.utf8)[...])
    }

    @Test func `knows each by its number in the given order`() {
        for (index, text) in strings.enumerated() {
            #expect(number(text, in: strings) == index)
        }
    }

    @Test(arguments: [
        "c", "Urgency", "urgenc", "urgency ", "e\u{301}", "sender_roles", "purpos\u{65}\u{301}",
    ])
    func `finds nothing that only comes close`(_ text: String) {
        #expect(number(text, in: strings) == nil)
        #expect(number(text, in: []) == nil)
    }

    @Test func `reads names of a document with escapes resolved`() throws {
        let document = try JSONDocument(parsing: #"{"\u0061":1}"#)
        let name = try #require(document.root.members.first { _ in true }).name
        #expect(document.number(at: name.position, in: StringTable(strings)) == 2)
    }
}
