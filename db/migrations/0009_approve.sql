ALTER TABLE `catalogue_version` ADD `edited_by` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `change_set` ADD `facts` text DEFAULT '{"largestRise":null,"zeroPrices":{"count":0,"first":[]}}' NOT NULL;--> statement-breakpoint
ALTER TABLE `change_set` ADD `needs` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `change_set` ADD `edited_by` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `change_set` ADD `submitted_by_id` text;--> statement-breakpoint
ALTER TABLE `change_set` ADD `decided_by_id` text;--> statement-breakpoint
ALTER TABLE `change_set` ADD `moved` text;--> statement-breakpoint
ALTER TABLE `change_set` ADD `publish_on` text;--> statement-breakpoint
ALTER TABLE `change_set` ADD `restores` integer;--> statement-breakpoint
CREATE INDEX `change_set_scheduled` ON `change_set` (`provider_id`,`publish_on`,`id`) WHERE status = 'scheduled';--> statement-breakpoint
ALTER TABLE `provider` ADD `approval_four_eyes` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `provider` ADD `approval_rise_above` integer;--> statement-breakpoint
ALTER TABLE `provider` ADD `approval_zero_price` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `provider` ADD `approval_removals` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `provider` ADD `approval_rows_above` integer;