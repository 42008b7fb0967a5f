// SPDX-License-Identifier: Apache-2.0

/// One name of a subject alternative name (RFC 5280 section 4.2.1.6), as far as Baton looks at it.
enum GeneralName: Hashable {
    case mailbox(String)
    case domain(String)
    case uri(String)
    case address([UInt8])
    /// A name of another form, which is not looked into.
    case other(UInt8)
    /// A name that its form does not allow.
    case malformed

    init(_ value: DERValue) {
        let text = String(decoding: value.content, as: UTF8.self)
        let isPlain = value.content.allSatisfy { (0x21...0x7E).contains($0) }
        switch value.tag {
        case DERTag.context(1, constructed: false):
            self = isPlain && HostName.isMailbox(text) ? .mailbox(text) : .malformed
        case DERTag.context(2, constructed: false):
            self =
                isPlain && HostName(text, allowingWildcard: true) != nil
                ? .domain(text) : .malformed
        case DERTag.context(6, constructed: false):
            self = isPlain && HostName.isURI(text) ? .uri(text) : .malformed
        case DERTag.context(7, constructed: false):
            let bytes = Array(value.content)
            self = bytes.count == 4 || bytes.count == 16 ? .address(bytes) : .malformed
        case DERTag.context(0), DERTag.context(3), DERTag.context(4), DERTag.context(5),
            DERTag.context(8, constructed: false):
            self = .other(value.tag & 0x1F)
        default: self = .malformed
        }
    }
}

extension Certificate {
    /// The names of an extension that holds general names; nil when it holds something else.
    static func names(in named: CertificateExtension) -> [GeneralName]? {
        guard let list = named.contents, list.tag == DERTag.sequence else { return nil }
        var reader = list.reader
        return reader.all()?.map(GeneralName.init)
    }

    /// The URIs among the subject's alternative names, in their order.
    package var subjectURIs: [String] {
        let names = named(ExtensionName.subjectAlternativeName).flatMap(Self.names) ?? []
        return names.compactMap { if case .uri(let uri) = $0 { uri } else { nil } }
    }
}
