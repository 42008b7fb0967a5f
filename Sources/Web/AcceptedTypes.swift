// SPDX-License-Identifier: Apache-2.0

/// Which media types somebody takes, and how gladly: `Accept` (RFC 9110 section 12.5.1).
struct AcceptedTypes {
    private let ranges: [MediaRange]

    private struct MediaRange {
        /// In lower case; `*` is any.
        let type: Substring
        let subtype: Substring
        /// From 0, which is not at all, to 1.
        let weight: Double

        /// How narrow it is: the narrowest that fits a type decides.
        var precision: Int { type == "*" ? 0 : subtype == "*" ? 1 : 2 }

        func fits(_ type: Substring, _ subtype: Substring) -> Bool {
            (self.type == "*" || self.type == type)
                && (self.subtype == "*" || self.subtype == subtype)
        }
    }

    /// Reads the field; what is no media range says nothing, and what is no weight counts as 0.
    init(_ field: String?) {
        ranges = FieldSyntax.parts(of: field ?? "", at: ",").compactMap(Self.range)
    }

    private static func range(_ element: Substring) -> MediaRange? {
        let parts = FieldSyntax.parts(of: element, at: ";")
        let names = (parts.first ?? "").lowercased().split(
            separator: "/", omittingEmptySubsequences: false)
        guard names.count == 2, names.allSatisfy({ !$0.isEmpty }),
            names[0] != "*" || names[1] == "*"
        else { return nil }
        let weight = parts.dropFirst().lazy.map(FieldSyntax.parameter).first { $0.name == "q" }
        return MediaRange(
            type: names[0], subtype: names[1], weight: weight.map { Self.weight($0.value) } ?? 1)
    }

    /// RFC 9110 section 12.4.2.
    private static func weight(_ text: String) -> Double {
        guard text.utf8.allSatisfy({ $0 == UInt8(ascii: ".") || (0x30...0x39).contains($0) }),
            let weight = Double(text), weight <= 1
        else { return 0 }
        return weight
    }

    /// The media type that is wanted most of those that there are; the first, which is the usual one, where
    /// no other is wanted more, or none at all.
    ///
    /// Of those that are wanted alike, one that was named goes before one that a wildcard lets through, and
    /// one that was named earlier before one that was named later.
    func choice(of offered: [String]) -> String? {
        var best: (type: String, rank: (Double, Int, Int))?
        for type in offered {
            guard let rank = rank(of: type) else { continue }
            if let best, best.rank >= rank { continue }
            best = (type, rank)
        }
        return best?.type ?? offered.first
    }

    /// How gladly a type is taken: its weight, how narrowly it was named, and how early.
    private func rank(of type: String) -> (Double, Int, Int)? {
        let names = type.split(separator: "/")
        guard names.count == 2 else { return nil }
        var found: (range: MediaRange, place: Int)?
        for (place, range) in ranges.enumerated() where range.fits(names[0], names[1]) {
            if let found, found.range.precision >= range.precision { continue }
            found = (range, place)
        }
        guard let found, found.range.weight > 0 else { return nil }
        return (found.range.weight, found.range.precision, -found.place)
    }
}
