// SPDX-License-Identifier: Apache-2.0

internal import Wire

/// One object of a PEM file (RFC 7468).
package struct PEMBlock: Sendable, Hashable {
    /// What stands between BEGIN and the dashes: CERTIFICATE, X509 CRL and others.
    package let label: String
    /// What it holds.
    package let bytes: [UInt8]
    /// The line of its BEGIN, the first line being 1.
    package let line: Int

    /// Reads the objects of a file; text between them is not looked at.
    package static func reading(_ file: [UInt8]) throws(PEMError) -> [PEMBlock] {
        var blocks: [PEMBlock] = []
        var open: (label: String, line: Int, text: [UInt8])?
        for (number, row) in zip(
            1..., file.split(separator: 0x0A, omittingEmptySubsequences: false))
        {
            let line = row.trimmed
            if let label = line.label(after: "-----BEGIN ") {
                guard open == nil else { throw PEMError(.notEnded, line: open?.line ?? number) }
                open = (label, number, [])
            } else if let label = line.label(after: "-----END ") {
                guard let ended = open, ended.label == label else {
                    throw PEMError(.notBegun, line: number)
                }
                blocks.append(try PEMBlock(ended.label, ended.text, line: ended.line))
                open = nil
            } else {
                open?.text += line
            }
        }
        if let open { throw PEMError(.notEnded, line: open.line) }
        return blocks
    }

    private init(_ label: String, _ text: [UInt8], line: Int) throws(PEMError) {
        guard let bytes = try? Base64.decode(text) else { throw PEMError(.notBase64, line: line) }
        self.label = label
        self.bytes = bytes
        self.line = line
    }
}

/// Why a file is not PEM, and where.
package struct PEMError: Error, Hashable, Sendable {
    /// What is wrong.
    package enum Kind: String, Hashable, Sendable {
        /// A BEGIN has no END.
        case notEnded = "what begins here does not end"
        /// An END has no BEGIN of its label.
        case notBegun = "nothing of this label begins above"
        /// What stands between them is not base64.
        case notBase64 = "what begins here is not base64"
    }

    /// What is wrong.
    package let kind: Kind
    /// The line, the first being 1.
    package let line: Int

    init(_ kind: Kind, line: Int) {
        self.kind = kind
        self.line = line
    }
}

extension ArraySlice<UInt8> {
    /// The line without the white space around it.
    fileprivate var trimmed: ArraySlice<UInt8> {
        let start = drop { $0 == 0x20 || $0 == 0x09 }
        let end = start.lastIndex { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }
        return end.map { start[...$0] } ?? []
    }

    /// The label of an encapsulation boundary that begins so.
    fileprivate func label(after boundary: String) -> String? {
        let dashes = "-----".utf8
        guard starts(with: boundary.utf8), suffix(dashes.count).elementsEqual(dashes),
            count > boundary.utf8.count + dashes.count
        else { return nil }
        let label = dropFirst(boundary.utf8.count).dropLast(dashes.count)
        return String(decoding: label, as: UTF8.self)
    }
}
