using OzgTracker.Domain.Municipalities;
using static OzgTracker.Intake.Tests.Gv100ad.Gv100adLines;

namespace OzgTracker.Intake.Tests.Gv100ad;

public sealed class ReadGv100adTests
{
    [Test]
    public async Task A_gemeinde_without_verband_becomes_a_row_with_all_its_fields()
    {
        var town = (await Read(Whole)).Rows.Single(row => row.Name == "Calau/Kalawa, Stadt");

        Assert.That(town, Is.EqualTo(new AdministrativeUnitRow(
            4, UnitKind.Gemeinde, UnitId.Parse("12066052"), Ags.Parse("12066052"), Ars.Parse("120660052052"),
            "Calau/Kalawa, Stadt", "Calau/Kalawa", UnitDesignation.Stadt, StateCode.Parse("12"), "12066", null, null,
            16_262, 7_641, "03205", new DateOnly(2025, 8, 31))));
    }

    [Test]
    public async Task A_gemeinde_names_the_verband_it_belongs_to()
    {
        var village = (await Read(Whole)).Rows.Single(row => row.Id == UnitId.Parse("12066008"));

        Assert.That(village.Association, Is.EqualTo(UnitId.Parse("120665601")));
        Assert.That(village.Ars, Is.EqualTo(Ars.Parse("120665601008")));
    }

    [Test]
    public async Task A_verband_has_nine_digits_and_the_sums_of_its_members()
    {
        var association = (await Read(Whole)).Rows.Single(row => row.Kind == UnitKind.Verband);

        Assert.That(association.Id, Is.EqualTo(UnitId.Parse("120665601")));
        Assert.That(association.Ars, Is.EqualTo(Ars.Parse("120665601000")));
        Assert.That(association.Seat, Is.EqualTo("Altdöbern"));
        Assert.That((association.Population, association.AreaHa), Is.EqualTo((2_367, 6_035)));
    }

    [Test]
    public async Task Kreis_and_land_have_the_sums_of_all_their_gemeinden()
    {
        var result = await Read(Whole);
        var district = result.Rows.Single(row => row.Kind == UnitKind.Kreis);

        Assert.That((district.Population, district.AreaHa), Is.EqualTo((10_008, 22_297)));
        Assert.That((result.States.Single().Population, result.States.Single().AreaHa), Is.EqualTo((10_008, 22_297)));
        Assert.That(result.States.Single().Seat, Is.EqualTo("Potsdam"));
    }

    [Test]
    public async Task A_redundant_verband_of_a_single_gemeinde_is_skipped_and_counted()
    {
        var result = await Read(Whole);

        Assert.That(result.Rows.Count(row => row.Kind == UnitKind.Verband), Is.EqualTo(1));
        Assert.That(result.Skipped[Gv100adSkipReason.WithoutAssociation], Is.EqualTo(1));
        Assert.That(result.IsClean, Is.True);
    }

    [Test]
    public async Task Regions_are_known_and_counted_and_yield_nothing()
    {
        var result = await Read([Region, .. Whole]);

        Assert.That(result.Skipped[Gv100adSkipReason.Regierungsbezirk], Is.EqualTo(1));
        Assert.That(result.Rows, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task A_kreisfreie_stadt_is_registered_once_as_gemeinde()
    {
        var city = Municipality("120520000000", "Cottbus/Chóśebuz, Stadt", "61", 16_562, 95_123, "03046");
        var result = await Read([.. Whole, Coded("40", "12052", "Cottbus/Chóśebuz, Stadt", "Cottbus", "41"), city]);

        Assert.That(result.Rows.Single(row => row.District == "12052").Kind, Is.EqualTo(UnitKind.Gemeinde));
        Assert.That(result.Skipped[Gv100adSkipReason.DistrictFreeCity], Is.EqualTo(1));
        Assert.That(result.IsClean, Is.True);
    }

    [Test]
    public async Task A_gemeindefreies_gebiet_is_marked_and_counts_in_sums_only()
    {
        var result = await Read([.. Whole, Municipality("120664519451", "Forst, gemfr. Gebiet", "65", 100, 5, "")]);
        var forest = result.Rows.Single(row => row.Kind == UnitKind.Gemeindefrei);

        Assert.That(forest.Designation, Is.EqualTo(UnitDesignation.GemeindefreiBewohnt));
        Assert.That(forest.PostalCode, Is.Null);
        Assert.That(result.Rows.Count(row => row.Kind == UnitKind.Gemeinde), Is.EqualTo(2));
        Assert.That(result.States.Single().Population, Is.EqualTo(10_013));
    }

    [Test]
    public async Task A_sea_area_lies_in_no_kreis()
    {
        var result = await Read([.. Whole, Municipality("120009999999", "Küstengewässer", "66", 1_000, 0, "")]);

        Assert.That(result.Rows[^1].District, Is.Null);
        Assert.That(result.IsClean, Is.True);
    }

    [Test]
    public async Task Sorbian_letters_of_two_bytes_do_not_move_later_columns()
    {
        var name = "Lübbenau/Spreewald / Lubnjow/Błota, Stadt";
        var result = await Read([.. Whole, Municipality("120661960196", name, "63", 13_853, 15_735, "03222")]);

        Assert.That(result.Rows[^1].Name, Is.EqualTo(name));
        Assert.That(result.Rows[^1].Population, Is.EqualTo(15_735));
        Assert.That(result.Rows[^1].PostalCode, Is.EqualTo("03222"));
    }

    [TestCase("\n", false)]
    [TestCase("\n", true)]
    [TestCase("\r\n", false)]
    [TestCase("\r\n", true)]
    public async Task Line_ends_and_byte_order_mark_make_no_difference(string lineEnd, bool hasMark)
    {
        var text = (hasMark ? "\uFEFF" : "") + string.Join(lineEnd, Whole);
        var result = await Gv100adReader.Read(Input.OfBytes(Input.Bytes(text)));

        Assert.That(result.Rows, Is.EqualTo((await Read(Whole)).Rows));
        Assert.That(result.File, Is.EqualTo(new FileFacts(6, hasMark, AsOf: new DateOnly(2025, 8, 31))));
    }

    [Test]
    public async Task A_copy_without_trailing_blanks_reads_the_same()
    {
        var stripped = await Read([.. Whole.Select(line => line.TrimEnd())]);

        Assert.That(stripped.Errors, Is.Empty);
        Assert.That(stripped.Rows, Is.EqualTo((await Read(Whole)).Rows));
    }

    [Test]
    public async Task A_stream_that_delivers_single_bytes_reads_the_same()
    {
        var result = await Gv100adReader.Read(new DrippingStream(Input.Of(Whole)));

        Assert.That(result.Rows, Is.EqualTo((await Read(Whole)).Rows));
    }

    [Test]
    public async Task Blank_lines_are_skipped_and_counted()
    {
        var result = await Read(["", .. Whole, "   "]);

        Assert.That(result.Skipped[Gv100adSkipReason.Blank], Is.EqualTo(2));
        Assert.That(result.IsClean, Is.True);
    }

    [Test]
    public void A_cancelled_reading_stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.That(() => Gv100adReader.Read(Input.Of(Whole), cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    static Task<Gv100adResult> Read(string[] lines) => Gv100adReader.Read(Input.Of(lines));

    /// <summary>As a network may deliver a file.</summary>
    sealed class DrippingStream(Stream source) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => source.Read(buffer, offset, Math.Min(1, count));
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            source.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
