// SPDX-License-Identifier: Apache-2.0

/// A place where a rule of the house is broken.
struct Breach: CustomStringConvertible {
    let file: SourceFile
    let line: Int
    let rule: String
    let instead: String

    var description: String { "\(file):\(line): \(rule): \(instead)" }
}

/// The rules themselves.
enum HouseRule {
    static let licence = "// SPDX-License-Identifier: Apache-2.0"
    static let longestFile = 400
    static let widestLine = 110
    static let longestFunction = 70

    static func breaches(in file: SourceFile) -> [Breach] {
        licence(file) + floors(file) + sizes(file) + functions(file) + documentation(file)
            + words(file, Word.all)
    }

    /// Tests are held to the licence, the sizes and never to sleep.
    static func breachesInTest(_ file: SourceFile) -> [Breach] {
        licence(file) + sizes(file) + words(file, Word.inTests)
    }

    private static func licence(_ file: SourceFile) -> [Breach] {
        file.lines.first == licence[...]
            ? [] : [Breach(file: file, line: 1, rule: "licence", instead: "begin with \(licence)")]
    }

    private static func floors(_ file: SourceFile) -> [Breach] {
        file.imports.filter { $0 != file.room && !Floors.allows(file.room, toImport: $0) }.map {
            Breach(
                file: file, line: 1, rule: "floors",
                instead: "\($0) is not below \(file.room); move the line or find the missing type")
        }
    }

    private static func sizes(_ file: SourceFile) -> [Breach] {
        var breaches: [Breach] = []
        if file.lines.count - 1 > longestFile {
            breaches.append(
                Breach(
                    file: file, line: file.lines.count, rule: "file size",
                    instead: "\(longestFile) lines are the most; give each noun its file"))
        }
        for (number, line) in zip(1..., file.lines) where line.count > widestLine {
            breaches.append(
                Breach(file: file, line: number, rule: "width", instead: "break the line"))
        }
        return breaches
    }

    /// A function ends at the first line with a brace at its own indentation.
    private static func functions(_ file: SourceFile) -> [Breach] {
        var breaches: [Breach] = []
        for (start, line) in file.lines.enumerated() where isFunction(line) {
            let indent = line.prefix { $0 == " " }
            let end = file.lines[(start + 1)...].firstIndex { $0 == indent + "}" }
            guard let end, end - start > longestFunction else { continue }
            breaches.append(
                Breach(
                    file: file, line: start + 1, rule: "function size",
                    instead: "\(longestFunction) lines are the most; name its steps"))
        }
        return breaches
    }

    private static func isFunction(_ line: Substring) -> Bool {
        let code = SourceFile.code(line)
        return code.contains("func ") || code.contains("init(") && code.contains("{")
    }

    /// Every `package` declaration has a doc comment, attributes and blank lines apart.
    private static func documentation(_ file: SourceFile) -> [Breach] {
        var breaches: [Breach] = []
        for (position, line) in file.lines.enumerated() where declares(line) {
            let before = file.lines[..<position].last { above in
                let text = above.drop { $0 == " " }
                return !text.hasPrefix("@") && !text.isEmpty
            }
            if before?.drop(while: { $0 == " " }).hasPrefix("///") == true { continue }
            breaches.append(
                Breach(
                    file: file, line: position + 1, rule: "documentation",
                    instead: "say what it is, with units and errors"))
        }
        return breaches
    }

    private static func declares(_ line: Substring) -> Bool {
        let words = line.split(separator: " ")
        guard words.first == "package" || words.first == "@concurrent" else { return false }
        return words.first == "package" && words.dropFirst().first != "import"
            && words.dropFirst().first != "extension" && !line.contains("=")
            || words.first == "package" && words.dropFirst().first != "import"
    }

    private static func words(_ file: SourceFile, _ words: [Word]) -> [Breach] {
        var breaches: [Breach] = []
        for word in words where !word.allowed.contains(file.room) {
            for (number, line) in zip(1..., file.lines) where word.stands(in: line) {
                breaches.append(
                    Breach(
                        file: file, line: number, rule: "word",
                        instead: "\(word.text): use \(word.instead)"))
            }
        }
        return breaches
    }
}
