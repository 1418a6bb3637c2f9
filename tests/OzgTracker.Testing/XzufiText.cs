namespace OzgTracker.Testing;

/// <summary>Messages made of parts.</summary>
public static class XzufiText
{
    public const string V22 = "http://xoev.de/schemata/xzufi/2_2_0";

    public static string Message(params string[] parts) => MessageOf(V22, parts);

    public static string MessageOf(string ns, params string[] parts) =>
        $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<x:transfer xmlns:x=\"{ns}\">\n{string.Join('\n', parts)}\n</x:transfer>";

    public static string Head(string at) => $"<x:nachrichtenkopf><x:erstelltDatumZeit>{at}</x:erstelltDatumZeit></x:nachrichtenkopf>";

    public static string Leistung(string id, params string[] leikaIds) => Write(
        $"<x:leistung>{Id("id", id)}{string.Concat(leikaIds.Select(leika => $"<x:referenzLeiKa><code>{leika}</code></x:referenzLeiKa>"))}</x:leistung>");

    public static string Onlinedienst(string id, string level, params string[] urls) => Write(
        $"<x:onlinedienst>{Id("id", id)}<x:bezeichnung languageCode=\"en\">Apply</x:bezeichnung><x:bezeichnung languageCode=\"de\">Antrag</x:bezeichnung>"
        + $"{string.Concat(urls.Select(url => $"<x:link><x:typ><code>01</code></x:typ><x:link>{url}</x:link><x:titel>Los</x:titel></x:link>"))}"
        + $"<x:vertrauensniveau><code>{level}</code></x:vertrauensniveau></x:onlinedienst>");

    public static string Zustaendigkeit(string id, string parent, string leistung, string area, string range = "ZustaendigkeitOnlinedienst") => Write(
        $"<x:zustaendigkeitTransferObjekt>{Id("uebergeordnetesObjektID", parent)}<x:zustaendigkeit>{Id("id", id, range)}{Id("leistungID", leistung)}"
        + $"<x:gebietID>{area}</x:gebietID><x:rolle><code>01</code></x:rolle></x:zustaendigkeit></x:zustaendigkeitTransferObjekt>");

    public static string Delete(string kind, string id, string range = "lokal") => $"<x:loesche klasse=\"{kind}\">{Id("id", id, range)}</x:loesche>";

    public static string Write(string inner) => $"<x:schreibe>{inner}</x:schreibe>";

    static string Id(string name, string value, string range = "lokal") => $"<x:{name} schemeAgencyID=\"S1\" schemeID=\"{range}\">{value}</x:{name}>";
}
