// SPDX-License-Identifier: Apache-2.0

/// In which codings somebody takes an answer: `Accept-Encoding` (RFC 9110 section 12.5.3).
struct AcceptedCodings {
    /// How much each coding is wanted, by its name in lower case; 0 is not at all.
    private var weights: [Substring: Double] = [:]

    /// Reads the field; what is no weight counts as 0, so that a slip of the pen gets plain bytes.
    init(_ field: String?) {
        for element in (field ?? "").lowercased().split(separator: ",") {
            let parts = element.split(separator: ";", omittingEmptySubsequences: false)
                .map { $0.trimmed }
            guard let name = parts.first else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }
            weights[name] = weight.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
        }
    }

    /// Whether gzip may be sent, and is not wanted less than the plain bytes.
    var takesGzip: Bool {
        let weight = weights["gzip"] ?? weights["x-gzip"] ?? weights["*"] ?? 0
        return weight > 0 && weight >= (weights["identity"] ?? 0)
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        let start = drop { $0 == " " || $0 == "\t" }
        let end = start.lastIndex { $0 != " " && $0 != "\t" }
        return end.map { start[...$0] } ?? ""
    }
}
