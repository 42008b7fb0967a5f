// SPDX-License-Identifier: Apache-2.0

/// One of the program's two outputs.
package struct Terminal: Sendable {
    /// Writes bytes, all of them, or fails.
    ///
    /// Who acknowledges a message relies on this: what was not written was not handed over.
    package let write: @Sendable ([UInt8]) throws(ToolFailure) -> Void
    /// Whether a person looks at it who sees colours.
    package let isStyled: Bool

    /// An output.
    package init(
        isStyled: Bool = false, write: @escaping @Sendable ([UInt8]) throws(ToolFailure) -> Void
    ) {
        self.write = write
        self.isStyled = isStyled
    }

    /// Writes one line, without what could steer a terminal.
    package func line(_ text: String) throws(ToolFailure) {
        try write(Array(text.printable.utf8) + [UInt8(ascii: "\n")])
    }

    /// Writes a table.
    package func table(_ table: TextTable) throws(ToolFailure) {
        for line in table.lines(styled: isStyled) {
            try write(Array(line.utf8) + [UInt8(ascii: "\n")])
        }
    }
}

extension String {
    /// The text with control and direction characters replaced: others wrote it, a terminal obeys.
    package var printable: String {
        guard unicodeScalars.contains(where: \.steersTerminals) else { return self }
        var text = ""
        for scalar in unicodeScalars {
            text.unicodeScalars.append(scalar.steersTerminals ? "\u{FFFD}" : scalar)
        }
        return text
    }
}

extension Unicode.Scalar {
    fileprivate var steersTerminals: Bool {
        switch value {
        case ..<0x20, 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
