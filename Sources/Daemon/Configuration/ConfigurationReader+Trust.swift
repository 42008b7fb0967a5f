// SPDX-License-Identifier: Apache-2.0

import Intake
import Relay
import Safeguarding
import Signing

/// The authorities whose certificates are believed.
extension ConfigurationReader {
    /// The most bytes of a file of certificates.
    static let mostCertificateBytes = 1 << 20

    /// Reads the list `trust`; nil when nobody is trusted.
    mutating func trust(_ map: SourceMapping) -> CertificateTrust? {
        let authorities = list("trust", in: map, optional: true).compactMap { authority($0) }
        return authorities.isEmpty ? nil : CertificateTrust(authorities)
    }

    /// Reads `{anchor, certificates, lists, issuers, policies}`.
    private mutating func authority(_ node: SourceNode) -> TrustedAuthority? {
        let keys = ["anchor", "certificates", "lists", "issuers", "policies"]
        guard let map = reader.mapping(node, "an authority", keys: keys) else { return nil }
        let anchor = reader.required("anchor", in: map).flatMap { self.anchor($0) }
        let certificates = list("certificates", in: map, optional: true)
            .flatMap { self.certificates($0, as: .authority) }
        let authorities = [anchor].compactMap { $0 } + certificates
        let lists = list("lists", in: map).compactMap { revocationList($0, of: authorities) }
        let issuers = list("issuers", in: map).compactMap { prefix($0) }
        let policies = list("policies", in: map, optional: true).compactMap { policy($0) }
        guard let anchor else { return nil }
        for certificate in authorities {
            documents["certificate:\(certificate.digest)"] = certificate.der
        }
        for list in lists { documents[Configuration.listName(list.digest)] = list.der }
        return TrustedAuthority(
            anchor: TrustAnchor(anchor), certificates: certificates, lists: lists,
            issuers: issuers, policies: policies)
    }

    private mutating func anchor(_ node: SourceNode) -> Certificate? {
        let found = certificates(node, as: .anchor)
        guard found.count <= 1 else {
            reader.note(
                node.fault(
                    "the file holds \(found.count) certificates",
                    write: "the path of a file of one, and of the others under `certificates`"))
            return nil
        }
        guard let anchor = found.first else { return nil }
        if anchor.notAfter < now.seconds {
            warn(
                node, "the anchor ended at \(Instant(seconds: anchor.notAfter).rfc3339)",
                instead: "the path of its successor")
        }
        return anchor
    }

    /// The certificates in a PEM file.
    mutating func certificates(_ node: SourceNode, as kind: Ending.Kind) -> [Certificate] {
        let blocks = self.blocks(node, labelled: "CERTIFICATE")
        let certificates = blocks.compactMap { block in
            reader.attempt { () throws(SourceFault) -> Certificate in
                do throws(CertificateError) { return try Certificate(der: block.bytes) } catch {
                    throw node.fault(
                        "line \(block.line) of the file begins no certificate: \(error)",
                        write: "the path of certificates in PEM")
                }
            }
        }
        note(kind, node, certificates)
        return certificates
    }

    private mutating func revocationList(
        _ node: SourceNode, of authorities: [Certificate]
    ) -> RevocationList? {
        let blocks = self.blocks(node, labelled: "X509 CRL")
        let list = reader.attempt { () throws(SourceFault) -> RevocationList in
            guard blocks.count == 1 else {
                throw node.fault(
                    "the file holds \(blocks.count) revocation lists",
                    write: "the path of a file of one, in PEM")
            }
            do throws(CertificateError) { return try RevocationList(der: blocks[0].bytes) } catch {
                throw node.fault(
                    "the file holds no revocation list: \(error)",
                    write: "the path of a list in PEM")
            }
        }
        guard let list else { return nil }
        note(.list, node, [list])
        guard authorities.contains(where: { list.isIssued(by: $0) }) else {
            reader.note(
                node.fault(
                    "the list is signed by none of these authorities",
                    write: "the path of the list of one of them"))
            return nil
        }
        if let next = list.nextUpdate, next <= now.seconds {
            warn(
                node, "the list is out of date since \(Instant(seconds: next).rfc3339)",
                instead: "the newest list in its place, and reload")
        }
        take(list, at: node)
        return list
    }

    /// Remembers where a list is named, and warns when it cannot be used as it is.
    mutating func take(_ list: RevocationList, at node: SourceNode) {
        written.note(Configuration.listName(list.digest), at: node)
        if list.thisUpdate > now.seconds {
            let begin = Instant(seconds: list.thisUpdate).rfc3339
            warn(
                node,
                "the revocation list is not valid before \(begin), and until then leaves in doubt whom it "
                    + "does not name",
                instead: "a list that is valid now, or set its authority's clock, or this node's")
        }
        for rule in list.brokenRules {
            warn(
                node,
                "the revocation list leaves in doubt whom it does not name (\(rule.rawValue))",
                instead: "write the path of a list that its authority makes as RFC 5280 has it")
        }
    }

    /// The objects of a PEM file, of which all must bear the label.
    mutating func blocks(_ node: SourceNode, labelled label: String) -> [PEMBlock] {
        let blocks = attempt { (self) throws(SourceFault) -> [PEMBlock] in
            let path = self.file.resolve(try node.text())
            let limit = max(Self.mostCertificateBytes, CertificateLimits.listBytes / 3 * 4)
            let bytes = try self.bytes(of: path, at: node, atMost: limit)
            let blocks: [PEMBlock]
            do throws(PEMError) { blocks = try PEMBlock.reading(bytes) } catch {
                throw node.fault(
                    "\(path):\(error.line): \(error.kind.rawValue)",
                    write: "the path of a file in PEM")
            }
            guard !blocks.isEmpty, blocks.allSatisfy({ $0.label == label }) else {
                throw node.fault(
                    "\(path) holds something else than `\(label)`, or nothing",
                    write: "the path of a file that holds that alone, in PEM")
            }
            return blocks
        }
        return blocks ?? []
    }

    private mutating func prefix(_ node: SourceNode) -> String? {
        reader.attempt { () throws(SourceFault) -> String in
            let text = try node.text()
            guard text.hasPrefix("https://"), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
            else {
                throw node.fault(
                    "`\(text)` begins no agency's URI", write: "a URI or its beginning, in https")
            }
            return text
        }
    }

    private mutating func policy(_ node: SourceNode) -> ASN1Name? {
        reader.attempt { () throws(SourceFault) -> ASN1Name in
            let text = try node.text()
            guard let name = ASN1Name(text) else {
                throw node.fault(
                    "`\(text)` is no object identifier", write: "numbers with dots between them")
            }
            return name
        }
    }

    mutating func warn(_ node: SourceNode, _ what: String, instead: String) {
        warnings.append(
            SourceFault(
                file: node.file, line: node.line, column: node.column, what: what,
                instead: instead))
    }
}
