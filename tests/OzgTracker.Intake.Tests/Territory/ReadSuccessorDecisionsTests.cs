using OzgTracker.Domain.Territory;

namespace OzgTracker.Intake.Tests.Territory;

public sealed class ReadSuccessorDecisionsTests
{
    [Test]
    public async Task A_line_is_an_old_unit_a_new_one_and_a_share()
    {
        var read = await Read("16064055;16064046;0.58", "16064055;160610118118;0,42", "16061001;16061119;", "16061002;;", ";16061119;");

        Assert.That(read.Errors, Is.Empty);
        Assert.That(read.Rows, Is.EqualTo((SuccessorDecision[])
        [
            new(2, "16064055", "16064046", 0.58m), new(3, "16064055", "160610118118", 0.42m), new(4, "16061001", "16061119", null),
            new(5, "16061002", null, null), new(6, null, "16061119", null),
        ]));
    }

    [TestCase("1606405;16064046;", "old", "key-invalid")]
    [TestCase("16064055;Mühlhausen;", "new", "key-invalid")]
    [TestCase("16064055;17064046;", "new", "key-invalid")]
    [TestCase("16064055;16064046;0", "share", "share-invalid")]
    [TestCase("16064055;16064046;1.01", "share", "share-invalid")]
    [TestCase("16064055;16064046;-0.5", "share", "share-invalid")]
    [TestCase("16064055;16064046;58 %", "share", "share-invalid")]
    [TestCase("16064055;;0.5", "share", "share-without-successor")]
    [TestCase(";16064055;1", "share", "share-without-successor")]
    [TestCase(";;", "old", "field-missing")]
    public async Task A_line_with_a_fault_is_named_with_its_column(string line, string column, string code)
    {
        var read = await Read(line, "16061001;16061119;");

        Assert.That(read.Errors.Select(error => (error.Line, error.Field, error.Code)), Is.EqualTo(((int, string?, string)[])[(2, column, code)]));
        Assert.That(read.Rows.Single().Line, Is.EqualTo(3));
    }

    [Test]
    public async Task The_same_pair_twice_is_an_error() =>
        Assert.That((await Read("16061001;16061119;0.5", "16061001;16061119;0.5")).Errors.Single().Code, Is.EqualTo("duplicate-id"));

    [Test]
    public async Task A_file_without_the_columns_is_refused() =>
        Assert.That((await SuccessorDecisionReader.Read(Input.Of("alt;neu", "16061001;16061119"))).Errors.Single().Code, Is.EqualTo("columns-missing"));

    static Task<IntakeResult<SuccessorDecision>> Read(params string[] lines) => SuccessorDecisionReader.Read(Input.Of(["old;new;share", .. lines]));
}
