// SPDX-License-Identifier: Apache-2.0

import Audit
import Fixtures
import Foundation
import Testing

/// The headings of our lists of Annex A, held against what others read such files by.
@Suite struct `The vectors of Annex A` {
    /// A heading of a published list, and the patterns by which another spelling of it is known.
    private struct Heading {
        let name: String
        var patterns: [String] = []

        /// Whether it is ours, letter by letter but for capitals, or by a pattern.
        func isSaid(by ours: String) -> Bool {
            name.lowercased() == ours.lowercased()
                || patterns.contains { ours.range(of: $0, options: options) != nil }
        }

        private var options: String.CompareOptions { [.regularExpression, .caseInsensitive] }
    }

    /// The lists of a file: four spaces before a list, eight before a heading; `&name` keeps what
    /// `*name` stands for.
    private static func lists(in file: VectorFile) -> [String: [Heading]] {
        var lists: [String: [Heading]] = [:]
        var (list, kept, anchor): (String, [String: [String]], String?) = ("", [:], nil)
        for line in String(decoding: file.bytes, as: UTF8.self).split(separator: "\n") {
            let depth = line.prefix { $0 == " " }.count
            let text = line.trimmingCharacters(in: .whitespaces)
            if depth == 4, text.hasSuffix(":") {
                list = String(text.dropLast())
            } else if depth == 8, let colon = text.lastIndex(of: ":") {
                let name = text[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "\""))
                let rest = text[text.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                anchor = nil
                lists[list, default: []].append(
                    Heading(name: name, patterns: kept[String(rest.dropFirst())] ?? []))
            } else if text.hasPrefix("&") {
                anchor = String(text.dropFirst())
            } else if text.hasPrefix("- /"), let end = text.lastIndex(of: "/") {
                let pattern = String(text[text.index(text.startIndex, offsetBy: 3)..<end])
                let last = (lists[list]?.count ?? 1) - 1
                lists[list]?[last].patterns.append(pattern)
                if let anchor { kept[anchor, default: []].append(pattern) }
            }
        }
        return lists
    }

    @Test func `have our headings, in our order, as those who read such files look for them`() {
        let ours = [
            "List 1": AnnexAList.contacts, "List 3": .referrals, "List 5": .enquiries,
        ]
        for file in Vectors.files(under: "domain/annex-a", ending: "annex-a-merge.yml") {
            let lists = Self.lists(in: file)
            var (right, cases) = (0, 0)
            for (name, list) in ours {
                let theirs = lists[name] ?? []
                #expect(theirs.count == list.headings.count, "\(name)")
                for (heading, said) in zip(theirs, list.headings) {
                    cases += 1
                    #expect(heading.isSaid(by: said), "\(name): \(heading.name), and \(said)")
                    if heading.isSaid(by: said) { right += 1 }
                }
            }
            Vectors.report(file.path, right: right, of: cases)
            #expect(cases > 0)
            Vectors.reportLeftOut(
                file.path, lists.count - ours.count,
                because: "lists that no message can fill (interfaces.md: 1, 3 and 5)")
        }
    }
}
