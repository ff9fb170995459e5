DROP INDEX `request_open`;--> statement-breakpoint
CREATE INDEX `request_assigned` ON `provisioning_request` (`queue_provider_id`,`assignee_id`,`id`,`status`) WHERE status in ('pending', 'halted');--> statement-breakpoint
CREATE INDEX `request_supplier` ON `provisioning_request` (`queue_provider_id`,`supplier`,`id`,`status`) WHERE status in ('pending', 'halted');--> statement-breakpoint
CREATE INDEX `request_type` ON `provisioning_request` (`queue_provider_id`,`service_type`,`id`,`status`) WHERE status in ('pending', 'halted');--> statement-breakpoint
CREATE INDEX `request_since` ON `provisioning_request` (`queue_provider_id`,case when resubmitted_at is null then created_at else resubmitted_at end) WHERE status = 'pending';