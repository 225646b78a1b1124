"""Fields of the office's exports, and the columns that they fill."""

from agent360_models.loading.mapping import Kind

KINDS = (
    Kind(
        name="clients",
        model="billing.Customer",
        fields={"ClientNo": "customer_no", "Name": "name", "Labels": "tags", "Changed": "changed_at"},
        newest_by="changed_at",
    ),
    Kind(
        name="bills",
        model="billing.Invoice",
        fields={"BillNo": "number", "Client.No": "customer", "ClientNo": "customer", "State": "state", "Sum": "total"},
        known_by=("BillNo",),
    ),
)
