// SPDX-License-Identifier: Apache-2.0

/// A label of a host name in any script: RFC 5891.
struct InternationalLabel {
    /// The label as it is read.
    let codePoints: [UInt32]
    /// How long it is in ASCII, in octets.
    let encodedLength: Int

    private static let hyphen = UInt32(0x2D)

    /// The label as it stands in a name, in its script or in ASCII; nil when it is none.
    static func read(_ label: ArraySlice<UInt32>) -> InternationalLabel? {
        guard 1...HostnameFormat.labelLimit ~= label.count else { return nil }
        guard let ascii = ascii(label) else { return read(inItsScript: Array(label)) }
        if HostnameFormat.isEncoded(ascii) { return read(encoded: ascii[4...]) }
        guard ascii.allSatisfy(HostnameFormat.isLabelPart), hasRightHyphens(label) else {
            return nil
        }
        return InternationalLabel(codePoints: Array(label), encodedLength: ascii.count)
    }

    private static func read(inItsScript codePoints: [UInt32]) -> InternationalLabel? {
        let label = InternationalLabel(
            codePoints: codePoints, encodedLength: 4 + Punycode.encode(codePoints).count)
        let fits = label.encodedLength <= HostnameFormat.labelLimit
        return fits && label.isWellFormed ? label : nil
    }

    /// The label for which a text stands after `xn--`; nil when it stands for none, or is not how that
    /// label is encoded.
    static func read(encoded text: some Collection<UInt8>) -> InternationalLabel? {
        let small = text.map { $0.isLetter ? $0 | 0x20 : $0 }
        guard 4 + small.count <= HostnameFormat.labelLimit,
            let codePoints = Punycode.decode(small), codePoints.contains(where: { $0 >= 0x80 }),
            Punycode.encode(codePoints) == small
        else { return nil }
        let label = InternationalLabel(codePoints: codePoints, encodedLength: 4 + small.count)
        return label.isWellFormed && keepDirection([label]) ? label : nil
    }

    /// RFC 5891 section 4.2: hyphens, marks, what may stand in it and beside what, and that it is
    /// normalised.
    private var isWellFormed: Bool {
        guard Self.hasRightHyphens(codePoints[...]), let first = codePoints.first,
            Unicode.Scalar(first)?.isMark == false
        else { return false }
        return codePoints.indices.allSatisfy(permits) && CanonicalForm.isComposed(codePoints)
    }

    private func permits(_ index: Int) -> Bool {
        switch HostCodePoint(codePoints[index]) {
        case .permitted: true
        case .inContext: isInContext(index)
        case .disallowed: false
        }
    }

    /// RFC 5891 section 4.2.3.1: none at the ends, and not both third and fourth.
    private static func hasRightHyphens(_ label: ArraySlice<UInt32>) -> Bool {
        label.first != hyphen && label.last != hyphen
            && !(label.count >= 4 && label.dropFirst(2).prefix(2).allSatisfy { $0 == hyphen })
    }

    private static func ascii(_ label: ArraySlice<UInt32>) -> [UInt8]? {
        label.allSatisfy { $0 < 0x80 } ? label.map { UInt8($0) } : nil
    }
}

extension Unicode.Scalar {
    /// Whether it joins the character before it.
    var isMark: Bool {
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }
}
