// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation

/// A file of the tree, by lines.
struct SourceFile: Sendable, CustomStringConvertible {
    let path: String
    let lines: [Substring]

    var description: String { path }

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    init?(reading path: String) {
        guard let text = try? String(contentsOf: Checkout.file(path), encoding: .utf8) else {
            return nil
        }
        self.init(path: path, text: text)
    }

    static func all(under folder: String) -> [SourceFile] {
        let found = FileManager.default.enumerator(atPath: Checkout.file(folder).path)
        return (found?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".swift") }.sorted()
            .compactMap { SourceFile(reading: "\(folder)/\($0)") }
    }

    /// The folder below `Sources` or `Tests`.
    var room: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

    /// The modules that it imports.
    var imports: [String] {
        lines.compactMap { line in
            let words = line.split(separator: " ")
            guard let keyword = words.firstIndex(of: "import"), keyword <= 2,
                words[..<keyword].allSatisfy({ !$0.hasPrefix("//") })
            else { return nil }
            let kinds: Set<Substring> = [
                "struct", "enum", "class", "protocol", "func", "let", "var",
            ]
            let named = words[(keyword + 1)...].first { !kinds.contains($0) }
            return named.map { String($0.prefix { $0 != "." }) }
        }
    }

    /// The names of targets, in the order in which a package lists them.
    var targetNames: [String] {
        lines.drop { !$0.contains("targets: [") }.flatMap { line in
            line.split(separator: "name: \"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
        }
    }

    /// The code of a line, without its comment; strings are kept.
    static func code(_ line: Substring) -> Substring {
        let trimmed = line.drop { $0 == " " }
        if trimmed.hasPrefix("//") { return "" }
        return line
    }
}
