// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Wire

/// How tables write what answers give in full.
enum Words {
    /// A moment by London's clocks, to the second; what is no time is shown as it is.
    static func time(_ text: String?) -> String {
        guard let text else { return "" }
        guard let instant = try? Instant(rfc3339: text) else { return text }
        return String(London.rfc3339(at: instant).prefix(19)).replacing("T", with: " ")
    }

    /// A number with what is counted, in one of its two forms.
    static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }

    /// A span in its two largest units, as one says it: `3 d 4 h`.
    static func span(_ seconds: Int64) -> String {
        let units: [(Int64, String)] = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")]
        let first = units.firstIndex { seconds >= $0.0 } ?? units.count - 1
        var (words, rest): ([String], Int64) = ([], seconds)
        for (unit, name) in units[first...].prefix(2) {
            if words.isEmpty || rest >= unit { words.append("\(rest / unit) \(name)") }
            rest %= unit
        }
        return words.joined(separator: " ")
    }

    /// An agency without the `https://` that all of them share.
    static func agency(_ uri: String?) -> String {
        guard let uri else { return "(withheld)" }
        return uri.hasPrefix("https://") ? String(uri.dropFirst(8)) : uri
    }

    /// An event type by its name, without the namespace of Baton's own; the version is left out.
    static func type(_ text: String?) -> String {
        guard let text else { return "" }
        return (try? EventType(uri: text))?.name ?? text
    }
}

extension JSONNode {
    /// The characters of a member.
    func text(_ name: String) -> String? { self[name]?.string }

    /// The elements of a member that is an array; none when there is no such member.
    func list(_ name: String) -> [JSONNode] { self[name].map { Array($0.elements) } ?? [] }
}
