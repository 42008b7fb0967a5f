// SPDX-License-Identifier: Apache-2.0

internal import Wire

extension PEMBlock {
    /// How many characters a line has (RFC 7468 section 2).
    static let lineLength = 64

    /// Bytes under a label, as a file holds them.
    package static func text(_ label: String, _ bytes: [UInt8]) -> String {
        var rest = Substring(Base64.encode(bytes))
        var lines = ["-----BEGIN \(label)-----"]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(lineLength)))
            rest = rest.dropFirst(lineLength)
        }
        return (lines + ["-----END \(label)-----", ""]).joined(separator: "\n")
    }
}
